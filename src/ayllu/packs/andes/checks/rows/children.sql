-- Children year by year with the rows of mother and father in person_year, where these live.
SELECT c.*, m AS mother, f AS father, m.region NOT LIKE '__-%' AS mother_abroad,
  f.region NOT LIKE '__-%' AS father_abroad, c.region LIKE '__-%' AS at_home
FROM child_year AS c
JOIN person_year AS p ON p.person = c.person AND p.year = c.year
LEFT JOIN person_year AS m ON m.person = p.mother AND m.year = c.year
LEFT JOIN person_year AS f ON f.person = p.father AND f.year = c.year
