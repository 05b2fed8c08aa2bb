"""laser-core's migration kernels: the same flows between five places, and the same distances.

The figures were printed by laser-core 1.0.5 (MIT licence) for these places; its code was not taken over.
"""

import numpy as np
from numpy.typing import NDArray

from ayllu.geography import kernels
from ayllu.geography.distance import great_circle
from ayllu.verification.judging import agree
from ayllu.verification.report import Finding, check

PEOPLE = (5200.0, 310.0, 1480.0, 97.0, 12600.0)
LATITUDE = (-12.0, -13.5, -16.5, -17.4, -3.75)
LONGITUDE = (-77.0, -72.0, -68.15, -66.16, -73.25)
DISTANCES = ((0, 3, 5, 5, 9), (3, 0, 4, 6, 5), (5, 4, 0, 2, 7), (5, 6, 2, 0, 7), (9, 5, 7, 7, 0))
"""Some places are equally far: ties are where definitions differ."""
SCALE, ORIGIN, THERE, DECAY, RIVALRY = 0.02, 0.7, 0.9, 1.6, -0.4
PART, LEAVING, OPENING = 0.3, 0.8, 1.2

REFERENCE: dict[str, tuple[tuple[float, ...], ...]] = {
    "distance": (
        (0.0, 567.3122564783629, 1076.7710070464148, 1310.8725760469827, 1005.9036229028983),
        (567.3122564783629, 0.0, 531.2440616651267, 761.3257513853414, 1092.8029854586073),
        (1076.7710070464148, 531.2440616651267, 0.0, 234.12776606517016, 1523.224602304535),
        (1310.8725760469827, 761.3257513853414, 234.12776606517016, 0.0, 1703.28444011225),
        (1005.9036229028983, 1092.8029854586073, 1523.224602304535, 1703.28444011225, 0.0),
    ),
    "gravity": (
        (0.0, 240.47163327596735, 433.6265578736278, 37.32285779697369, 1163.5306061953854),
        (422.6610066576525, 0.0, 86.08405951526737, 3.872895167685437, 413.9659924283062),
        (557.5248105209187, 62.971310969789926, 0.0, 67.09030468891393, 721.7550363289013),
        (82.76013910849485, 4.886003047179562, 115.70650096195686, 0.0, 107.13881441980317),
        (974.7749755023507, 197.3162689312707, 470.2925045464369, 40.478748248820715, 0.0),
    ),
    "competing destinations": (
        (0.0, 20.80230557026202, 47.10453288037025, 3.204157604422796, 247.889873681294),
        (50.29597956748172, 0.0, 7.786498919613746, 0.2955829538823936, 65.57313500888716),
        (69.7673703015503, 4.439365902757628, 0.0, 6.131202821659923, 124.00033180941156),
        (9.397471802136387, 0.33183387287365157, 10.47875108457572, 0.0, 16.30319531412146),
        (161.78811746135645, 16.952690747456465, 55.65733632464369, 3.63609506530462, 0.0),
    ),
    "Stouffer with home": (
        (0.0, 8.916122847319723, 43.02125435361305, 1.6349146725775836, 164.9503092944832),
        (27.544361118757763, 0.0, 4.583023217384638, 0.05027143025387676, 17.38657109430582),
        (71.11803034365967, 11.804249474659896, 0.0, 3.631271124171729, 60.361473321337755),
        (8.481988352054493, 0.2726576927891022, 10.800768772448354, 0.0, 6.822881786182289),
        (115.77272446916298, 6.515387235843207, 37.030331262974855, 1.4072446938582008, 0.0),
    ),
    "radiation with home": (
        (0.0, 0.004097464757227756, 0.013649009720538832, 0.0009944650645448048, 0.021068902311014947),
        (0.0075401799913933434, 0.0, 0.002147470902112522, 2.2450366659209095e-05, 0.0018118283726323927),
        (0.019575742084307297, 0.011117519956247178, 0.0, 0.004466810996892897, 0.007827115231686143),
        (0.001823205546207658, 0.00016756166625951093, 0.008157133343788283, 0.0, 0.0005722936668589941),
        (0.01624002762146464, 0.0017790444414957332, 0.007229828121420622, 0.0004979540452707778, 0.0),
    ),
    "Stouffer without home": (
        (0.0, 281.78893107538084, 210.52889350243862, 8.000621603441317, 238.33862615130863),
        (29.526407536771586, 0.0, 4.839415523990268, 0.05123807956972426, 17.722575225799524),
        (94.20153336553575, 74.37917699190507, 0.0, 103.11708488517372, 66.29628770249668),
        (8.630002062812116, 0.27720436450532737, 11.655707549778414, 0.0, 6.863442080323514),
        (394.51796461780367, 572.0285312970127, 427.3714133702773, 16.24117671270563, 0.0),
    ),
    "radiation without home": (
        (0.0, 0.015080359982786685, 0.03802726700644258, 0.0029721284588017267, 0.030923447729255097),
        (0.00819492951445551, 0.0, 0.002324791868295575, 2.316119900790271e-05, 0.0018582240687114743),
        (0.026514169157987596, 0.033200353423117085, 0.0, 0.016314266687576566, 0.008801288969095681),
        (0.001864278527351542, 0.00017208247009935937, 0.008933621993785794, 0.0, 0.0005768412364880278),
        (0.04011834921181578, 0.00686587347996311, 0.024185313976487773, 0.0017354352651123724, 0.0),
    ),
}
TOLERANCE = 1e-12
"""Largest difference, as a share of the reference."""


def ours() -> dict[str, NDArray[np.float64]]:
    """The same matrices by our own kernels."""
    gravity = (PEOPLE, DISTANCES, SCALE, ORIGIN, THERE, DECAY)
    found = {
        "distance": great_circle(LATITUDE, LONGITUDE),
        "gravity": kernels.gravity(*gravity),
        "competing destinations": kernels.competing_destinations(*gravity, RIVALRY),
    }
    for with_home, words in ((True, "with home"), (False, "without home")):
        found[f"Stouffer {words}"] = kernels.stouffer(PEOPLE, DISTANCES, PART, LEAVING, OPENING, with_home)
        found[f"radiation {words}"] = kernels.radiation(PEOPLE, DISTANCES, PART, with_home)
    return found


@check(
    "laser-core migration kernels",
    "Flows by gravity, competing destinations, Stouffer and radiation are those of laser-core",
)
def migration_kernels(quick: bool) -> Finding:
    """A kernel that counts equally far places one after the other fails (tried)."""
    found = ours()
    assert found.keys() == REFERENCE.keys()
    apart = ~np.eye(len(PEOPLE), dtype=bool)
    shares = [found[name][apart] / np.array(REFERENCE[name])[apart] for name in REFERENCE]
    stay = [np.diagonal(found[name]) for name in REFERENCE]
    values = np.concatenate([*shares, *(1.0 + own for own in stay)])
    power = "one flow off by a share of 1e-11, ties counted otherwise, or anybody who moves to where she is"
    return agree("flows and distances", np.ones(values.size), values, TOLERANCE, power)
