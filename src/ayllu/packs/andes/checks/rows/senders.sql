-- Adults abroad year by year: cents sent in the year, children under 18 at home, years since the last departure
-- and how they went (party_role of it).
WITH gone AS (
  SELECT person, month, party_role, to_place FROM move WHERE event = 'emigration'
),
dependants AS (
  SELECT year, parent, COUNT(*) AS children_at_home FROM (
    SELECT year, mother AS parent FROM person_year WHERE age < 18 AND region LIKE '__-%'
    UNION ALL SELECT year, father FROM person_year WHERE age < 18 AND region LIKE '__-%'
  ) AS each_child WHERE parent > 0 GROUP BY year, parent
),
money AS (
  SELECT sender, $epoch + month // 12 AS year, SUM(sent) AS sent, COUNT(*) AS times
  FROM transfer WHERE kind = 'remittance' AND sender IS NOT NULL GROUP BY ALL
)
SELECT *, year - gone AS years_away FROM (
  SELECT p.*, COALESCE(m.sent, 0) AS sent, COALESCE(m.times, 0) AS times,
    COALESCE(d.children_at_home, 0) AS children_at_home,
    MAX($epoch + g.month // 12) AS gone, ARG_MAX(g.party_role, g.month) AS party_role
  FROM person_year AS p
  JOIN gone AS g ON g.person = p.person AND $epoch + g.month // 12 < p.year
  LEFT JOIN money AS m ON m.sender = p.person AND m.year = p.year
  LEFT JOIN dependants AS d ON d.parent = p.person AND d.year = p.year
  WHERE p.region NOT LIKE '__-%' AND p.age >= 18
  GROUP BY ALL
) AS abroad
