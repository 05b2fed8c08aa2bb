-- Couples who lived together at home three years ago: then and now. left: the husband has been abroad for two year
-- ends; stayed: they still live together.
WITH couples AS (
  SELECT c.*, w AS her, m AS his, w.region NOT LIKE '__-%' AS her_abroad, m.region NOT LIKE '__-%' AS his_abroad
  FROM couple_year AS c
  JOIN person_year AS w ON w.person = c.woman AND w.year = c.year
  JOIN person_year AS m ON m.person = c.man AND m.year = c.year
)
SELECT n.*, b AS past, n.his_abroad AND NOT n.her_abroad AND m.his_abroad AS husband_left,
  n.coresident AND NOT n.his_abroad AS stayed
FROM couples AS n
JOIN couples AS m ON m.woman = n.woman AND m.man = n.man AND m.year = n.year - 1
JOIN couples AS b ON b.woman = n.woman AND b.man = n.man AND b.year = n.year - 3
WHERE b.coresident AND NOT b.her_abroad AND NOT n.her_abroad
