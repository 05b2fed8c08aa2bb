-- Residents born in the country, once for the region where they live (net +1 where they were born elsewhere, resident
-- 1) and once for that of birth (net -1 where they live elsewhere, resident 0).
SELECT year, country, region AS side, CAST(region <> birth_region AS INT) AS net, 1 AS resident, people,
  region || birth_region AS flow
FROM birthplace_year WHERE region LIKE '__-%' AND birth_region LIKE '__-%' AND LEFT(region, 2) = LEFT(birth_region, 2)
UNION ALL
SELECT year, country, birth_region, -CAST(region <> birth_region AS INT), 0, people, region || birth_region
FROM birthplace_year WHERE region LIKE '__-%' AND birth_region LIKE '__-%' AND LEFT(region, 2) = LEFT(birth_region, 2)
