-- The programmes that have waited longest, unless somebody else compares at this moment.
-- Nothing is locked: comparing takes seconds, and who writes a programme meanwhile would wait for it.
WITH turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(%s) AS is_ours), taken AS (
    SELECT programme_id, since FROM partners_overlapdue WHERE (SELECT is_ours FROM turn)
    ORDER BY since, programme_id LIMIT %s)
SELECT (SELECT count(*) FROM partners_overlapdue), array(SELECT programme_id FROM taken ORDER BY 1),
       array(SELECT since FROM taken ORDER BY programme_id)
