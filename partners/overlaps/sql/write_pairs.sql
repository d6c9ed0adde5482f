-- Stores the pairs of the compared programmes, and takes these from what is due.
-- What is found again is changed in place: one statement cannot take a row away and put it back. A programme that was
-- written since it was taken (`since` is another), or is being written (its row is locked), stays due.
WITH fresh AS (
    SELECT * FROM jsonb_to_recordset(%(pairs)s::jsonb) AS f(first_id bigint, second_id bigint, grade text,
        rank smallint, title_likeness float8, implementer_likeness float8, has_same_identifier boolean)
), gone AS (
    DELETE FROM partners_overlappair p WHERE (p.first_id = ANY(%(keys)s) OR p.second_id = ANY(%(keys)s))
        AND NOT EXISTS (SELECT FROM fresh f WHERE f.first_id = p.first_id AND f.second_id = p.second_id)
), done AS (
    DELETE FROM partners_overlapdue WHERE programme_id IN (
        SELECT d.programme_id FROM partners_overlapdue d
        JOIN unnest(%(keys)s::bigint[], %(since)s::timestamptz[]) AS t(programme_id, since)
          ON t.programme_id = d.programme_id AND t.since = d.since
        FOR UPDATE OF d SKIP LOCKED)
    RETURNING 1
), written AS (
INSERT INTO partners_overlappair (first_id, second_id, grade, rank, title_likeness, implementer_likeness,
                                  has_same_identifier)
SELECT first_id, second_id, grade, rank, title_likeness, implementer_likeness, has_same_identifier FROM fresh
ON CONFLICT (first_id, second_id) DO UPDATE SET grade = EXCLUDED.grade, rank = EXCLUDED.rank,
    title_likeness = EXCLUDED.title_likeness, implementer_likeness = EXCLUDED.implementer_likeness,
    has_same_identifier = EXCLUDED.has_same_identifier
)
SELECT count(*) FROM done
