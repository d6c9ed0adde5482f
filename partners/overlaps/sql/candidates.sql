-- Which programmes look like each of the wanted ones: the best of them, in order, and how many there are.
--
-- What comes out grows with the wanted programmes alone: however many look like one of them, the best few are handed on,
-- and the rest is a number. What is looked at for one programme is dropped before the next begins, so memory stays flat.
--
-- The grade is that of `partners/overlaps/rules.py`, asked here only to choose and to count; the tests hold both against
-- each other. What costs least is asked first: identifiers, state, priority and dates; titles are compared in what
-- remains (ADR 27). Who carries a programme out is its implementing organisations, or its owner where none is named.
-- Organisations of like names are found by index. Families are found up and down. Of two that are equally alike to a
-- programme the one entered nearest to it goes first: so no programme stands among the best of all others.
--
-- What hangs on a programme is asked for each by index: joined, it was gone through as a whole for each of them wherever
-- the planner had no figures of the tables yet.
--
-- What is left open between braces: "within" narrows the programmes; "partners" are pairs that are handed on whatever
-- their place, for the wanted one is among the best of the other; "open" are programmes that have room for one more among
-- their best, or a last one that the wanted one may be better than: it enters there at once.
WITH RECURSIVE facts AS MATERIALIZED (
    SELECT p.id, p.title, lower(p.title) AS plain, p.starts_on, p.ends_on, p.parent_id,
           ARRAY[p.iati_identifier, p.other_identifier] AS names,
           array_remove(ARRAY[CASE WHEN length(k.own) >= %(shortest)s THEN k.own END,
                              CASE WHEN length(k.other) >= %(shortest)s THEN k.other END], NULL) AS identifiers,
           coalesce((SELECT array_agg(c.country_id) FROM partners_programmecountry c
                     WHERE c.programme_id = p.id AND c.withdrawn_at IS NULL), '{{}}') AS countries,
           coalesce((SELECT array_agg(q.priority_id) FROM partners_programmepriority q
                     WHERE q.programme_id = p.id AND q.withdrawn_at IS NULL), '{{}}') AS priorities,
           coalesce((SELECT array_agg(o.organisation_id) FROM partners_programmeorganisation o
                     WHERE o.programme_id = p.id AND o.withdrawn_at IS NULL AND o.role = '4'),
                    ARRAY[p.owner_id]) AS carriers
    FROM partners_programme p
    CROSS JOIN LATERAL (
        SELECT upper(trim(BOTH '-' FROM regexp_replace(
                   regexp_replace(p.iati_identifier, %(blank)s, '', 'g'), '[^a-zA-Z0-9]+', '-', 'g'))) AS own,
               upper(trim(BOTH '-' FROM regexp_replace(
                   regexp_replace(p.other_identifier, %(blank)s, '', 'g'), '[^a-zA-Z0-9]+', '-', 'g'))) AS other
    ) k
    WHERE p.withdrawn_at IS NULL AND p.iwt_relevance <> 'not_iwt' {within}
), chosen AS MATERIALIZED (
    SELECT * FROM facts WHERE id = ANY(%(keys)s)
), carriers AS MATERIALIZED (
    SELECT DISTINCT unnest(carriers) AS id FROM chosen
), like_names AS MATERIALIZED (
    SELECT a.id, array_agg(b.id ORDER BY similarity(a.name, b.name) DESC) AS keys,
           array_agg(similarity(a.name, b.name) ORDER BY similarity(a.name, b.name) DESC) AS shares
    FROM core_organisation a JOIN core_organisation b ON b.name %% a.name AND b.id <> a.id
    WHERE a.id IN (SELECT id FROM carriers) AND similarity(a.name, b.name) >= %(alike_implementer)s
    GROUP BY 1
), above(id, parent_id) AS (
    SELECT w.id, w.parent_id FROM chosen w WHERE w.parent_id IS NOT NULL
    UNION
    SELECT w.id, p.parent_id FROM above w JOIN partners_programme p ON p.id = w.parent_id
    WHERE p.parent_id IS NOT NULL
), below(id, child_id) AS (
    SELECT w.id, c.id FROM chosen w JOIN partners_programme c ON c.parent_id = w.id
    UNION
    SELECT w.id, c.id FROM below w JOIN partners_programme c ON c.parent_id = w.child_id
), family AS (
    SELECT id, array_agg(other) AS keys
    FROM (SELECT id, parent_id AS other FROM above UNION SELECT id, child_id FROM below) related GROUP BY 1
), settled AS (
    SELECT own.id, array_agg(own.other) AS keys
    FROM (SELECT first_id AS id, second_id AS other FROM partners_overlapdecision
          WHERE withdrawn_at IS NULL AND kind = ANY(%(settling)s)
          UNION ALL
          SELECT second_id, first_id FROM partners_overlapdecision
          WHERE withdrawn_at IS NULL AND kind = ANY(%(settling)s)) own
    WHERE own.id = ANY(%(keys)s) GROUP BY 1
), wanted AS MATERIALIZED (
    SELECT w.*, coalesce(f.keys, '{{}}') || coalesce(s.keys, '{{}}') AS never,
           (SELECT coalesce(array_agg(u.key ORDER BY u.share DESC), '{{}}')
            FROM like_names n, unnest(n.keys, n.shares) AS u(key, share) WHERE n.id = ANY(w.carriers)) AS near,
           (SELECT coalesce(array_agg(u.share ORDER BY u.share DESC), '{{}}')
            FROM like_names n, unnest(n.keys, n.shares) AS u(key, share) WHERE n.id = ANY(w.carriers)) AS near_shares
    FROM chosen w LEFT JOIN family f ON f.id = w.id LEFT JOIN settled s ON s.id = w.id
), partners AS MATERIALIZED (
    {partners}
), roomy AS MATERIALIZED (
    {open}
)
SELECT least(a.id, b.id), greatest(a.id, b.id), a.id, a.starts_on, a.ends_on, b.starts_on, b.ends_on,
       a.countries, b.countries, a.priorities, b.priorities, a.names, b.names, b.title_share, b.carrier_share,
       b.place, b.number, (a.id, b.id) IN (SELECT id, other FROM partners) OR b.is_better
FROM wanted a CROSS JOIN LATERAL (
    SELECT graded.*, count(*) OVER () AS number,
           row_number() OVER (ORDER BY graded.rank, graded.title_share DESC, graded.carrier_share DESC,
                                       abs(graded.id - a.id), graded.id) AS place,
           o.id IS NOT NULL AND (o.rank IS NULL OR
               (graded.rank, -graded.title_share, -graded.carrier_share) < (o.rank, -o.title_share, -o.carrier_share)
           ) AS is_better
    FROM (
        SELECT measured.*, CASE
            WHEN is_same THEN 1
            WHEN do_all_meet THEN CASE
                WHEN title_share >= %(strong_title)s THEN 1
                WHEN title_share >= %(clear_title)s THEN 2
                WHEN title_share >= %(some_title)s THEN CASE WHEN carrier_share > 0 THEN 2 ELSE 3 END
                WHEN carrier_share > 0 THEN 3 END
            ELSE CASE
                WHEN title_share >= %(equal_title)s THEN 1
                WHEN title_share >= %(strong_title)s THEN 2
                WHEN title_share >= %(clear_title)s THEN 3 END
            END AS rank
        FROM (
            SELECT b.*, b.identifiers && a.identifiers AS is_same,
                   b.countries && a.countries AND b.priorities && a.priorities
                   AND a.starts_on IS NOT NULL AND a.ends_on IS NOT NULL
                   AND b.starts_on IS NOT NULL AND b.ends_on IS NOT NULL AS do_all_meet,
                   CASE WHEN b.plain = a.plain THEN 1 ELSE similarity(b.title, a.title) END AS title_share,
                   CASE WHEN b.carriers && a.carriers THEN 1
                        WHEN b.carriers && a.near THEN (
                            SELECT max(u.share) FROM unnest(a.near, a.near_shares) AS u(key, share)
                            WHERE u.key = ANY(b.carriers))
                        ELSE 0 END AS carrier_share
            FROM facts b
            WHERE b.id <> a.id AND NOT b.id = ANY(a.never)
              AND CASE WHEN b.identifiers && a.identifiers THEN true
                       ELSE (b.countries && a.countries OR a.countries = '{{}}' OR b.countries = '{{}}')
                            AND (b.priorities && a.priorities OR a.priorities = '{{}}' OR b.priorities = '{{}}')
                            AND NOT coalesce(a.ends_on < b.starts_on, false)
                            AND NOT coalesce(b.ends_on < a.starts_on, false) END
            OFFSET 0
        ) measured
        OFFSET 0
    ) graded
    LEFT JOIN roomy o ON o.id = graded.id
    WHERE graded.rank IS NOT NULL
) b
WHERE b.place <= %(most)s OR (a.id, b.id) IN (SELECT id, other FROM partners)
   OR b.place <= 10 * %(most)s AND b.is_better
