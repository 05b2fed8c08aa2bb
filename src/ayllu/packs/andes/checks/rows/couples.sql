-- Couples year by year with both lives: her and his are the rows of person_year.
SELECT c.*, w AS her, m AS his, w.region NOT LIKE '__-%' AS her_abroad, m.region NOT LIKE '__-%' AS his_abroad
FROM couple_year AS c
JOIN person_year AS w ON w.person = c.woman AND w.year = c.year
JOIN person_year AS m ON m.person = c.man AND m.year = c.year
