-- Which programmes may overlap with the wanted ones, and how alike they are. One row for each pair.
--
-- Organisations of like names are found by index, from a likeness of 0.3 on (the default of pg_trgm); the bound is asked
-- after it. An identifier without its signs finds more than `identifier_key` lets pass, and never less. Who carries a
-- programme out is its implementing organisations, or its owner where none is named. Families are found up and down.
--
-- What decides for nearly all pairs, and costs least, is asked first: state, priority and dates. Titles are compared in
-- what remains, so that two hundred programmes take about a second among five thousand (ADR 27).
--
-- Both programmes of a candidate are there; the joins at the end are outer ones so that they begin with the candidates.
-- How many there are is guessed far too low where all programmes are alike: an inner join would begin with all pairs of
-- programmes and find the candidates anew for each. Nested loops are off for the same reason; only what has no equal
-- keys to join by (titles, dates, names) is still compared one by one. All statements are sent as one.
SET LOCAL enable_nestloop = off;
WITH RECURSIVE facts AS MATERIALIZED (
    SELECT p.id, p.title, p.starts_on, p.ends_on, p.parent_id, p.iati_identifier, p.other_identifier,
           upper(regexp_replace(p.iati_identifier, '[^a-zA-Z0-9]+', '', 'g')) AS bare,
           upper(regexp_replace(p.other_identifier, '[^a-zA-Z0-9]+', '', 'g')) AS other_bare,
           coalesce(c.keys, '{}') AS countries, coalesce(q.keys, '{}') AS priorities,
           coalesce(o.keys, ARRAY[p.owner_id]) AS carriers
    FROM partners_programme p
    LEFT JOIN (SELECT programme_id, array_agg(country_id) AS keys FROM partners_programmecountry
               WHERE withdrawn_at IS NULL GROUP BY 1) c ON c.programme_id = p.id
    LEFT JOIN (SELECT programme_id, array_agg(priority_id) AS keys FROM partners_programmepriority
               WHERE withdrawn_at IS NULL GROUP BY 1) q ON q.programme_id = p.id
    LEFT JOIN (SELECT programme_id, array_agg(organisation_id) AS keys FROM partners_programmeorganisation
               WHERE withdrawn_at IS NULL AND role = '4' GROUP BY 1) o ON o.programme_id = p.id
    WHERE p.withdrawn_at IS NULL AND p.iwt_relevance <> 'not_iwt'
), wanted AS MATERIALIZED (
    SELECT * FROM facts WHERE id = ANY(%(keys)s)
), alike_names AS MATERIALIZED (
    SELECT DISTINCT carrier AS one, carrier AS other, 1::real AS likeness
    FROM (SELECT unnest(carriers) AS carrier FROM wanted) own
    UNION ALL
    SELECT a.id, b.id, similarity(a.name, b.name)
    FROM core_organisation a JOIN core_organisation b ON b.name %% a.name AND b.id <> a.id
    WHERE a.id IN (SELECT unnest(carriers) FROM wanted)
), by_carrier AS MATERIALIZED (
    SELECT a.id AS one, b.id AS other, max(n.likeness) AS likeness
    FROM (SELECT id, unnest(carriers) AS carrier FROM wanted) a
    JOIN alike_names n ON n.one = a.carrier AND n.likeness >= %(alike_implementer)s
    JOIN (SELECT id, unnest(carriers) AS carrier FROM facts) b ON b.carrier = n.other AND b.id <> a.id
    GROUP BY 1, 2
), by_identifier AS MATERIALIZED (
    SELECT a.id AS one, b.id AS other
    FROM (SELECT id, unnest(ARRAY[bare, other_bare]) AS bare FROM wanted) a
    JOIN (SELECT id, unnest(ARRAY[bare, other_bare]) AS bare FROM facts) b
      ON b.bare = a.bare AND b.id <> a.id AND length(a.bare) >= 4
), above(id, parent_id) AS (
    SELECT w.id, w.parent_id FROM wanted w WHERE w.parent_id IS NOT NULL
    UNION
    SELECT w.id, p.parent_id FROM above w JOIN partners_programme p ON p.id = w.parent_id
    WHERE p.parent_id IS NOT NULL
), below(id, child_id) AS (
    SELECT w.id, c.id FROM wanted w JOIN partners_programme c ON c.parent_id = w.id
    UNION
    SELECT w.id, c.id FROM below w JOIN partners_programme c ON c.parent_id = w.child_id
), family AS MATERIALIZED (
    SELECT id AS one, parent_id AS other FROM above UNION SELECT id, child_id FROM below
), measured AS (
    SELECT a.id AS one, b.id AS other,
           CASE WHEN lower(a.title) = lower(b.title) THEN 1 ELSE similarity(a.title, b.title) END AS title
    FROM wanted a JOIN facts b ON b.id <> a.id
    WHERE NOT coalesce(a.ends_on < b.starts_on, false) AND NOT coalesce(b.ends_on < a.starts_on, false)
      AND (a.countries && b.countries OR a.countries = '{}' OR b.countries = '{}')
      AND (a.priorities && b.priorities OR a.priorities = '{}' OR b.priorities = '{}')
), candidates AS (
    SELECT m.one, m.other, m.title, k.likeness FROM measured m
    LEFT JOIN by_carrier k ON k.one = m.one AND k.other = m.other
    WHERE m.title >= %(some_title)s OR k.likeness IS NOT NULL
    UNION
    SELECT i.one, i.other, similarity(a.title, b.title), k.likeness FROM by_identifier i
    JOIN facts a ON a.id = i.one JOIN facts b ON b.id = i.other
    LEFT JOIN by_carrier k ON k.one = i.one AND k.other = i.other
)
SELECT least(a.id, b.id), greatest(a.id, b.id), a.starts_on, a.ends_on, b.starts_on, b.ends_on,
       a.countries, b.countries, a.priorities, b.priorities,
       ARRAY[a.iati_identifier, a.other_identifier], ARRAY[b.iati_identifier, b.other_identifier],
       candidates.title, coalesce(candidates.likeness, 0)
FROM candidates LEFT JOIN wanted a ON a.id = candidates.one LEFT JOIN facts b ON b.id = candidates.other
WHERE NOT EXISTS (SELECT FROM family f WHERE f.one = candidates.one AND f.other = candidates.other);
SET LOCAL enable_nestloop TO DEFAULT;  -- a transaction of the caller goes on
