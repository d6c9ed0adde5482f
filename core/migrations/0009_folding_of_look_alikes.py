"""The functions that searches and sorts go by, made again: `core.folding.FUNCTIONS`, as it stood when this was written.
The indexes that hold what they gave before are built anew."""

from importlib import import_module

from django.db import migrations

FUNCTIONS = r'''
DO $make$
DECLARE
    known text[] := ARRAY['pg_c_utf8', 'und-x-icu', 'C.utf8', 'C.UTF-8', 'default'];
    letters text := (
        SELECT quote_ident(collname) FROM pg_collation
        WHERE collnamespace = 'pg_catalog'::regnamespace AND collname::text = ANY (known)
        ORDER BY array_position(known, collname::text) LIMIT 1);
BEGIN
    EXECUTE replace($sql$
CREATE OR REPLACE FUNCTION core_folded(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
BEGIN
    IF t ~ E'[^\\u0009\\u000a\\u000d -_a-~]' THEN
    t := translate(t, E'\u00b4\u0384\u1fbd\u1fbf\u1fef\u1ffd\u1ffe\u02dd\u2033\u2034\u2036\u2037\u2057', E'\'\'\'\'\'\'\'""""""');
    t := regexp_replace(t, E'[\\u0001-\\u0008\\u000e-\\u001b\\u007f-\\u0084\\u0086-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\U000e0000-\\U000e0fff]', E'', 'g');
    t := normalize(t, NFKD);
    t := regexp_replace(t, E'[\\u0300-\\u036f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f]', E'', 'g');
    t := lower(t COLLATE @LETTERS@);
    t := replace(t, E'\u00df', E'ss');
    t := replace(t, E'\u00e6', E'ae');
    t := replace(t, E'\u0153', E'oe');
    t := replace(t, E'\u00fe', E'th');
    t := translate(t, E'`\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u02ca\u02cb\u055a\u05f3\u2018\u2019\u201a\u201b\u2032\u2035\u2039\u203a\u275b\u275c\ua78c\u00ab\u00bb\u02ba\u02ee\u05f4\u201c\u201d\u201e\u201f\u275d\u275e\u300c\u300d\u300e\u300f\u301d\u301e\u301f\u02d7\u058a\u05be\u1806\u2010\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\u0180\u0253\u0188\u023c\u00f0\u0111\u0256\u0257\u0247\u01e5\u0260\u0127\u0131\u0268\u0237\u0249\u0138\u0199\u0142\u026b\u014b\u019e\u0272\u00f8\u0275\u024d\u0167\u0289\u01b4\u024f\u01b6\u0225\u2c65\u03c2\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u06f0\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7\u06f8\u06f9\u0966\u0967\u0968\u0969\u096a\u096b\u096c\u096d\u096e\u096f\u09e6\u09e7\u09e8\u09e9\u09ea\u09eb\u09ec\u09ed\u09ee\u09ef\u0be6\u0be7\u0be8\u0be9\u0bea\u0beb\u0bec\u0bed\u0bee\u0bef\u0e50\u0e51\u0e52\u0e53\u0e54\u0e55\u0e56\u0e57\u0e58\u0e59\u0ed0\u0ed1\u0ed2\u0ed3\u0ed4\u0ed5\u0ed6\u0ed7\u0ed8\u0ed9\u1040\u1041\u1042\u1043\u1044\u1045\u1046\u1047\u1048\u1049\u1090\u1091\u1092\u1093\u1094\u1095\u1096\u1097\u1098\u1099\u17e0\u17e1\u17e2\u17e3\u17e4\u17e5\u17e6\u17e7\u17e8\u17e9', E'\'\'\'\'\'\'\'\'\'\'\'\'\'\'\'\'\'\'\'\'\'\'\'""""""""""""""""""-------------bbccddddegghiijjkkllnnnoortuyyzza\u03c30123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789');
    IF t ~ E'[\\u0e40-\\u0ecd\\u17a3-\\u17c1]' THEN
    t := regexp_replace(t, E'([\\u0e4d\\u0ecd]+)([\\u0e48-\\u0e4b\\u0ec8-\\u0ecb]+)', E'\\2\\1', 'g');
    t := regexp_replace(t, E'\\u0e40\\u0e40', E'\u0e41', 'g');
    t := regexp_replace(t, E'\\u0ec0\\u0ec0', E'\u0ec1', 'g');
    t := regexp_replace(t, E'\\u17c1\\u17b6', E'\u17c4', 'g');
    t := regexp_replace(t, E'\\u17c1\\u17b8', E'\u17be', 'g');
    t := regexp_replace(t, E'\\u17a3', E'\u17a2', 'g');
    END IF;
    ELSE
    t := lower(t COLLATE @LETTERS@);
    END IF;
    IF t ~ E'[\\u0009-\\u000d\\u001c-\\u001f\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000][\\u0009-\\u000d\\u001c-\\u001f\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000 ]*| [\\u0009-\\u000d\\u001c-\\u001f\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000 ]+' THEN
    t := regexp_replace(t, E'[\\u0009-\\u000d\\u001c-\\u001f\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000][\\u0009-\\u000d\\u001c-\\u001f\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000 ]*| [\\u0009-\\u000d\\u001c-\\u001f\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000 ]+', E' ', 'g');
    END IF;
    t := btrim(t, ' ');
    RETURN t;
END
$body$
$sql$, '@LETTERS@', letters);
END
$make$;

DO $make$
DECLARE
    known text[] := ARRAY['pg_c_utf8', 'und-x-icu', 'C.utf8', 'C.UTF-8', 'default'];
    letters text := (
        SELECT quote_ident(collname) FROM pg_collation
        WHERE collnamespace = 'pg_catalog'::regnamespace AND collname::text = ANY (known)
        ORDER BY array_position(known, collname::text) LIMIT 1);
BEGIN
    EXECUTE replace($sql$
CREATE OR REPLACE FUNCTION core_sort_key(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
DECLARE
    tie text := left(normalize(left(t, 400), NFD), 100);
BEGIN
    t := left(t, 400);
    IF t ~ E'[^\\u0009\\u000a\\u000d -_a-~]' THEN
    t := translate(t, E'\u00b4\u0384\u1fbd\u1fbf\u1fef\u1ffd\u1ffe\u02dd\u2033\u2034\u2036\u2037\u2057', E'\'\'\'\'\'\'\'""""""');
    t := regexp_replace(t, E'[\\u0001-\\u0008\\u000e-\\u001b\\u007f-\\u0084\\u0086-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\U000e0000-\\U000e0fff]', E'', 'g');
    t := normalize(t, NFKD);
    t := regexp_replace(t, E'[\\u0300-\\u036f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f]', E'', 'g');
    t := lower(t COLLATE @LETTERS@);
    t := replace(t, E'\u00df', E'ss');
    t := replace(t, E'\u00e6', E'ae');
    t := replace(t, E'\u0153', E'oe');
    t := replace(t, E'\u00fe', E'th');
    t := translate(t, E'`\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u02ca\u02cb\u055a\u05f3\u2018\u2019\u201a\u201b\u2032\u2035\u2039\u203a\u275b\u275c\ua78c\u00ab\u00bb\u02ba\u02ee\u05f4\u201c\u201d\u201e\u201f\u275d\u275e\u300c\u300d\u300e\u300f\u301d\u301e\u301f\u02d7\u058a\u05be\u1806\u2010\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\u0180\u0253\u0188\u023c\u00f0\u0111\u0256\u0257\u0247\u01e5\u0260\u0127\u0131\u0268\u0237\u0249\u0138\u0199\u0142\u026b\u014b\u019e\u0272\u00f8\u0275\u024d\u0167\u0289\u01b4\u024f\u01b6\u0225\u2c65\u03c2\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u06f0\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7\u06f8\u06f9\u0966\u0967\u0968\u0969\u096a\u096b\u096c\u096d\u096e\u096f\u09e6\u09e7\u09e8\u09e9\u09ea\u09eb\u09ec\u09ed\u09ee\u09ef\u0be6\u0be7\u0be8\u0be9\u0bea\u0beb\u0bec\u0bed\u0bee\u0bef\u0e50\u0e51\u0e52\u0e53\u0e54\u0e55\u0e56\u0e57\u0e58\u0e59\u0ed0\u0ed1\u0ed2\u0ed3\u0ed4\u0ed5\u0ed6\u0ed7\u0ed8\u0ed9\u1040\u1041\u1042\u1043\u1044\u1045\u1046\u1047\u1048\u1049\u1090\u1091\u1092\u1093\u1094\u1095\u1096\u1097\u1098\u1099\u17e0\u17e1\u17e2\u17e3\u17e4\u17e5\u17e6\u17e7\u17e8\u17e9', E'\'\'\'\'\'\'\'\'\'\'\'\'\'\'\'\'\'\'\'\'\'\'\'""""""""""""""""""-------------bbccddddegghiijjkkllnnnoortuyyzza\u03c30123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789');
    IF t ~ E'[\\u0e40-\\u0ecd\\u17a3-\\u17c1]' THEN
    t := regexp_replace(t, E'([\\u0e4d\\u0ecd]+)([\\u0e48-\\u0e4b\\u0ec8-\\u0ecb]+)', E'\\2\\1', 'g');
    t := regexp_replace(t, E'\\u0e40\\u0e40', E'\u0e41', 'g');
    t := regexp_replace(t, E'\\u0ec0\\u0ec0', E'\u0ec1', 'g');
    t := regexp_replace(t, E'\\u17c1\\u17b6', E'\u17c4', 'g');
    t := regexp_replace(t, E'\\u17c1\\u17b8', E'\u17be', 'g');
    t := regexp_replace(t, E'\\u17a3', E'\u17a2', 'g');
    END IF;
    ELSE
    t := lower(t COLLATE @LETTERS@);
    END IF;
    IF t ~ E'[\\u0009-\\u000d\\u001c-\\u001f\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000][\\u0009-\\u000d\\u001c-\\u001f\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000 ]*| [\\u0009-\\u000d\\u001c-\\u001f\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000 ]+' THEN
    t := regexp_replace(t, E'[\\u0009-\\u000d\\u001c-\\u001f\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000][\\u0009-\\u000d\\u001c-\\u001f\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000 ]*| [\\u0009-\\u000d\\u001c-\\u001f\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000 ]+', E' ', 'g');
    END IF;
    t := btrim(t, ' ');
    t := regexp_replace(t, E'["\'()<>\\[\\]\\\\^_{|}~]', E'', 'g');
    IF t ~ E'[\\u0e40-\\u0ecc]' THEN
    t := regexp_replace(t, E'[\\u0e47-\\u0e4c\\u0e4e\\u0ec8-\\u0ecc]', E'', 'g');
    t := regexp_replace(t, E'([\\u0e40-\\u0e44])([\\u0e01-\\u0e2e])', E'\\2\\1', 'g');
    t := regexp_replace(t, E'([\\u0ec0-\\u0ec4])([\\u0e81-\\u0eae])', E'\\2\\1', 'g');
    END IF;
    IF t ~ E'[0-9]' THEN
    t := regexp_replace(t, E'([0-9]+)', E'0000000000000000000\\1', 'g');
    t := regexp_replace(t, E'0{0,19}([0-9]{20})(?![0-9])', E'\\1', 'g');
    END IF;
    RETURN left(ltrim(t, ' -'), 400) || E'\u0001' || tie;
END
$body$
$sql$, '@LETTERS@', letters);
END
$make$;
'''
REINDEX = """
DO $reindex$
DECLARE
    one regclass;
BEGIN
    FOR one IN
        SELECT indexrelid::regclass FROM pg_index WHERE pg_get_indexdef(indexrelid) ~ 'core_(folded|sort_key)'
    LOOP
        EXECUTE 'REINDEX INDEX ' || one;
    END LOOP;
END
$reindex$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0008_mail_kinds_name_documents'),
    ]

    operations = [
        migrations.RunSQL(
            [FUNCTIONS, REINDEX], [import_module('core.migrations.0003_folding').FUNCTIONS, REINDEX]
        ),
    ]
