-- Couples of whom one has gone abroad while the other stays, from the years before until the years after.
-- since: years since the first year end apart; back: years since they
-- live in one country at home again, missing before.
WITH couples AS (
  SELECT c.*, w AS her, m AS his, w.region NOT LIKE '__-%' AS her_abroad, m.region NOT LIKE '__-%' AS his_abroad
  FROM couple_year AS c
  JOIN person_year AS w ON w.person = c.woman AND w.year = c.year
  JOIN person_year AS m ON m.person = c.man AND m.year = c.year
),
departures AS (
  SELECT woman, man, MIN(year) AS left_year, ARG_MIN(her_abroad, year) AS wife_led,
    ARG_MIN(CASE WHEN her_abroad THEN her.region ELSE his.region END, year) AS destination
  FROM (
    SELECT *, LAG(NOT her_abroad AND NOT his_abroad) OVER (PARTITION BY woman, man ORDER BY year) AS both_before
    FROM couples
  ) AS each_year
  WHERE her_abroad <> his_abroad AND both_before GROUP BY woman, man
),
returns AS (
  SELECT c.woman, c.man, MIN(c.year) AS back_year
  FROM couples AS c JOIN departures AS d ON d.woman = c.woman AND d.man = c.man
  WHERE c.year > d.left_year AND NOT c.her_abroad AND NOT c.his_abroad GROUP BY c.woman, c.man
)
SELECT c.*, d.wife_led, d.destination, c.year - d.left_year AS since, c.year - r.back_year AS back,
  CASE WHEN c.year < d.left_year THEN 'before'
    WHEN c.her_abroad <> c.his_abroad THEN 'during'
    WHEN c.year >= r.back_year THEN 'after' END AS stage
FROM couples AS c
JOIN departures AS d ON d.woman = c.woman AND d.man = c.man
LEFT JOIN returns AS r ON r.woman = c.woman AND r.man = c.man
