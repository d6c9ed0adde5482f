-- Takes the last of the best of those into whose best another has come, so that they have as many as are kept. A pair that
-- is among the best of neither is no longer told.
WITH kept AS (
    SELECT first_id AS id, id AS pair, rank, title_likeness, implementer_likeness, first_id, second_id
    FROM partners_overlappair WHERE is_of_first AND first_id = ANY(%(others)s)
    UNION ALL
    SELECT second_id, id, rank, title_likeness, implementer_likeness, first_id, second_id
    FROM partners_overlappair WHERE is_of_second AND second_id = ANY(%(others)s)
), last AS (
    SELECT id, pair FROM (
        SELECT kept.*, row_number() OVER (
            PARTITION BY id ORDER BY rank, title_likeness DESC, implementer_likeness DESC, abs(first_id - second_id),
                                     first_id + second_id) AS place
        FROM kept) placed
    WHERE place > %(most)s
), left_over AS (
    SELECT p.id, p.is_of_first AND NOT EXISTS (SELECT FROM last l WHERE l.pair = p.id AND l.id = p.first_id) AS of_first,
           p.is_of_second AND NOT EXISTS (SELECT FROM last l WHERE l.pair = p.id AND l.id = p.second_id) AS of_second
    FROM partners_overlappair p WHERE p.id IN (SELECT pair FROM last)
), gone AS (
    DELETE FROM partners_overlappair WHERE id IN (SELECT id FROM left_over WHERE NOT of_first AND NOT of_second)
)
UPDATE partners_overlappair p SET is_of_first = o.of_first, is_of_second = o.of_second
FROM left_over o WHERE o.id = p.id AND (o.of_first OR o.of_second)
