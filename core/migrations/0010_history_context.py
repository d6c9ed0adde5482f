"""Notes the context of history rows once in a transaction instead of once a row.

The function that the history's triggers call entered the context anew for each row, and asked for it in a way that
fails, and costs, where there is none. An import writes hundreds of rows in a transaction.
"""

from typing import ClassVar

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION _pgh_attach_context() RETURNS pghistory_context.id%TYPE AS $$
DECLARE
    _id TEXT := NULLIF(CURRENT_SETTING('pghistory.context_id', TRUE), '');
    _metadata TEXT := NULLIF(CURRENT_SETTING('pghistory.context_metadata', TRUE), '');
BEGIN
    IF _id IS NULL OR _metadata IS NULL THEN
        RETURN NULL;
    END IF;
    -- What is set here goes with the transaction or the savepoint that is taken back, as the row does.
    IF CURRENT_SETTING('pghistory.attached', TRUE) IS DISTINCT FROM _id || _metadata THEN
        INSERT INTO pghistory_context (id, metadata, created_at, updated_at)
            VALUES (_id::UUID, _metadata::JSONB, NOW(), NOW())
            ON CONFLICT (id) DO UPDATE
                SET metadata = EXCLUDED.metadata, updated_at = EXCLUDED.updated_at
                WHERE pghistory_context.metadata != EXCLUDED.metadata;
        PERFORM SET_CONFIG('pghistory.attached', _id || _metadata, TRUE);
    END IF;
    RETURN _id::UUID;
END;
$$ LANGUAGE plpgsql;
"""


class Migration(migrations.Migration):
    """Both releases call it in the same way."""

    dependencies: ClassVar = [("core", "0009_alike"), ("pghistory", "0007_auto_20250421_0444")]

    operations: ClassVar = [migrations.RunSQL(FUNCTION, migrations.RunSQL.noop)]
