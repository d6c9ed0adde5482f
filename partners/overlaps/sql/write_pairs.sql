-- Stores the pairs of the compared programmes, and takes these from what is due.
-- What is found again is changed in place: one statement cannot take a row away and put it back. A programme that was
-- written since it was taken (`since` is another), or is being written (its row is locked), stays due. One that loses one
-- of its best, and had as many as are kept, looks for the next.
WITH fresh AS (
    SELECT * FROM jsonb_to_recordset(%(pairs)s::jsonb) AS f(first_id bigint, second_id bigint, grade text,
        rank smallint, title_likeness float8, implementer_likeness float8, has_same_identifier boolean,
        is_of_first boolean, is_of_second boolean)
), gone AS (
    DELETE FROM partners_overlappair p WHERE (p.first_id = ANY(%(keys)s) OR p.second_id = ANY(%(keys)s))
        AND NOT EXISTS (SELECT FROM fresh f WHERE f.first_id = p.first_id AND f.second_id = p.second_id)
    RETURNING first_id, second_id, is_of_first, is_of_second
), losing AS (
    SELECT first_id AS id FROM gone WHERE is_of_first AND NOT first_id = ANY(%(keys)s)
    UNION
    SELECT second_id FROM gone WHERE is_of_second AND NOT second_id = ANY(%(keys)s)
), due_again AS (
    INSERT INTO partners_overlapdue (programme_id, since)
    SELECT id, NOW() FROM losing WHERE %(most)s <= (
        SELECT count(*) FROM partners_overlappair p
        WHERE p.first_id = losing.id AND p.is_of_first OR p.second_id = losing.id AND p.is_of_second)
    ORDER BY id ON CONFLICT DO NOTHING
), done AS (
    DELETE FROM partners_overlapdue WHERE programme_id IN (
        SELECT d.programme_id FROM partners_overlapdue d
        JOIN unnest(%(keys)s::bigint[], %(since)s::timestamptz[]) AS t(programme_id, since)
          ON t.programme_id = d.programme_id AND t.since = d.since
        FOR UPDATE OF d SKIP LOCKED)
    RETURNING 1
), written AS (
INSERT INTO partners_overlappair (first_id, second_id, grade, rank, title_likeness, implementer_likeness,
                                  has_same_identifier, is_of_first, is_of_second)
SELECT first_id, second_id, grade, rank, title_likeness, implementer_likeness, has_same_identifier,
       is_of_first, is_of_second
FROM fresh
ON CONFLICT (first_id, second_id) DO UPDATE SET grade = EXCLUDED.grade, rank = EXCLUDED.rank,
    title_likeness = EXCLUDED.title_likeness, implementer_likeness = EXCLUDED.implementer_likeness,
    has_same_identifier = EXCLUDED.has_same_identifier,
    is_of_first = EXCLUDED.is_of_first, is_of_second = EXCLUDED.is_of_second
)
SELECT count(*) FROM done
