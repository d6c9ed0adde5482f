-- Written by: .venv/bin/python -m tests.tools.trigger_sql
-- In each:
CREATE OR REPLACE FUNCTION "public"._pgtrigger_should_ignore( trigger_name NAME ) RETURNS BOOLEAN AS $$ DECLARE _pgtrigger_ignore TEXT[]; _result BOOLEAN; BEGIN BEGIN SELECT INTO _pgtrigger_ignore CURRENT_SETTING('pgtrigger.ignore'); EXCEPTION WHEN OTHERS THEN END; IF _pgtrigger_ignore IS NOT NULL THEN SELECT trigger_name = ANY(_pgtrigger_ignore) INTO _result; RETURN _result; ELSE RETURN FALSE; END IF; END; $$ LANGUAGE plpgsql;
IF ("public"._pgtrigger_should_ignore(TG_NAME) IS TRUE) THEN IF (TG_OP = 'DELETE') THEN RETURN OLD; ELSE RETURN NEW; END IF; END IF;

CREATE TRIGGER pgtrigger_append_only_97da0 BEFORE UPDATE OR DELETE ON "core_auditentry" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_97da0();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_83d66 AFTER INSERT ON "core_authority" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_83d66();
    BEGIN INSERT INTO "core_authorityevent" ("country_id", "id", "name", "note", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "role", "source_date", "source_title", "source_url", "valid_from", "valid_to", "verified") VALUES (NEW."country_id", NEW."id", NEW."name", NEW."note", NEW."organisation_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reference_digest", NEW."role", NEW."source_date", NEW."source_title", NEW."source_url", NEW."valid_from", NEW."valid_to", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_215a4 BEFORE DELETE ON "core_authority" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_215a4();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_98cdc AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "core_authority" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_98cdc();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_a9cdf AFTER UPDATE ON "core_authority" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_a9cdf();
    BEGIN INSERT INTO "core_authorityevent" ("country_id", "id", "name", "note", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "role", "source_date", "source_title", "source_url", "valid_from", "valid_to", "verified") VALUES (NEW."country_id", NEW."id", NEW."name", NEW."note", NEW."organisation_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reference_digest", NEW."role", NEW."source_date", NEW."source_title", NEW."source_url", NEW."valid_from", NEW."valid_to", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_91033 BEFORE UPDATE OR DELETE ON "core_authorityevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_91033();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_3d22c AFTER INSERT ON "core_country" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_3d22c();
    BEGIN INSERT INTO "core_countryevent" ("admitted_on", "asean_order", "cites_acceded_on", "cites_in_force_on", "cites_note", "cites_party", "id", "is_founder", "iso2", "iso3", "m49", "name", "official_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "source_date", "source_title", "source_url", "tile_column", "tile_row", "verified") VALUES (NEW."admitted_on", NEW."asean_order", NEW."cites_acceded_on", NEW."cites_in_force_on", NEW."cites_note", NEW."cites_party", NEW."id", NEW."is_founder", NEW."iso2", NEW."iso3", NEW."m49", NEW."name", NEW."official_name", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."tile_column", NEW."tile_row", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_delete_cbd5f AFTER DELETE ON "core_country" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_delete_cbd5f();
    BEGIN WITH changed AS (TABLE old_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT id FROM needs_need WHERE country_id IN (SELECT id FROM changed GROUP BY id HAVING count(DISTINCT (asean_order, name)) > 1)) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_insert_c24db AFTER INSERT ON "core_country" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_insert_c24db();
    BEGIN WITH changed AS (TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT id FROM needs_need WHERE country_id IN (SELECT id FROM changed GROUP BY id HAVING count(DISTINCT (asean_order, name)) > 1)) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_update_94d5c AFTER UPDATE ON "core_country" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_update_94d5c();
    BEGIN WITH changed AS (TABLE old_rows UNION ALL TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT id FROM needs_need WHERE country_id IN (SELECT id FROM changed GROUP BY id HAVING count(DISTINCT (asean_order, name)) > 1)) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_dea3a BEFORE DELETE ON "core_country" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_dea3a();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_58f46 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "core_country" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_58f46();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_8cc05 AFTER UPDATE ON "core_country" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_8cc05();
    BEGIN INSERT INTO "core_countryevent" ("admitted_on", "asean_order", "cites_acceded_on", "cites_in_force_on", "cites_note", "cites_party", "id", "is_founder", "iso2", "iso3", "m49", "name", "official_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "source_date", "source_title", "source_url", "tile_column", "tile_row", "verified") VALUES (NEW."admitted_on", NEW."asean_order", NEW."cites_acceded_on", NEW."cites_in_force_on", NEW."cites_note", NEW."cites_party", NEW."id", NEW."is_founder", NEW."iso2", NEW."iso3", NEW."m49", NEW."name", NEW."official_name", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."tile_column", NEW."tile_row", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_099a2 BEFORE UPDATE OR DELETE ON "core_countryevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_099a2();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_b5daa AFTER INSERT ON "core_document" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_b5daa();
    BEGIN INSERT INTO "core_documentevent" ("added_at", "added_by_id", "cleared_at", "cleared_by_id", "country_id", "id", "is_demo", "key", "kind", "media_type", "name", "offered_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record", "sha256", "size", "stored_as", "taken_out", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."added_at", NEW."added_by_id", NEW."cleared_at", NEW."cleared_by_id", NEW."country_id", NEW."id", NEW."is_demo", NEW."key", NEW."kind", NEW."media_type", NEW."name", NEW."offered_at", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."record", NEW."sha256", NEW."size", NEW."stored_as", NEW."taken_out", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_3192c BEFORE DELETE ON "core_document" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_3192c();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_4fc0a AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "core_document" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_4fc0a();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_931a9 AFTER UPDATE ON "core_document" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_931a9();
    BEGIN INSERT INTO "core_documentevent" ("added_at", "added_by_id", "cleared_at", "cleared_by_id", "country_id", "id", "is_demo", "key", "kind", "media_type", "name", "offered_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "record", "sha256", "size", "stored_as", "taken_out", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."added_at", NEW."added_by_id", NEW."cleared_at", NEW."cleared_by_id", NEW."country_id", NEW."id", NEW."is_demo", NEW."key", NEW."kind", NEW."media_type", NEW."name", NEW."offered_at", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."record", NEW."sha256", NEW."size", NEW."stored_as", NEW."taken_out", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_68db4 BEFORE UPDATE OR DELETE ON "core_documentevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_68db4();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_afd30 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "core_figurecheck" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_afd30();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_insert_insert_1e9d1 AFTER INSERT ON "core_organisation" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_1e9d1();
    BEGIN INSERT INTO "core_organisationevent" ("acronym", "code", "country_id", "iati_identifier", "iati_type", "id", "is_active", "merged_into_id", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "source_date", "source_title", "source_url", "verified") VALUES (NEW."acronym", NEW."code", NEW."country_id", NEW."iati_identifier", NEW."iati_type", NEW."id", NEW."is_active", NEW."merged_into_id", NEW."name", NEW."note", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_f6ff7 BEFORE DELETE ON "core_organisation" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_f6ff7();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_e8799 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "core_organisation" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_e8799();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_overlaps_due_when_renamed_b8173 AFTER UPDATE ON "core_organisation" FOR EACH ROW WHEN (OLD."name" IS DISTINCT FROM (NEW."name")) EXECUTE PROCEDURE pgtrigger_overlaps_due_when_renamed_b8173();
    BEGIN INSERT INTO partners_overlapdue (programme_id, since) SELECT programme_id, NOW() FROM partners_programmeorganisation WHERE organisation_id = NEW.id AND role = '4' AND withdrawn_at IS NULL UNION SELECT id, NOW() FROM partners_programme WHERE owner_id = NEW.id AND withdrawn_at IS NULL ORDER BY 1 ON CONFLICT (programme_id) DO UPDATE SET since = EXCLUDED.since; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_1b882 AFTER UPDATE ON "core_organisation" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_1b882();
    BEGIN INSERT INTO "core_organisationevent" ("acronym", "code", "country_id", "iati_identifier", "iati_type", "id", "is_active", "merged_into_id", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "source_date", "source_title", "source_url", "verified") VALUES (NEW."acronym", NEW."code", NEW."country_id", NEW."iati_identifier", NEW."iati_type", NEW."id", NEW."is_active", NEW."merged_into_id", NEW."name", NEW."note", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_1a667 BEFORE UPDATE OR DELETE ON "core_organisationevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_1a667();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_c48db AFTER INSERT ON "core_priority" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_c48db();
    BEGIN INSERT INTO "core_priorityevent" ("basis", "code", "definition", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reference_digest", "source_date", "source_title", "source_url", "verified") VALUES (NEW."basis", NEW."code", NEW."definition", NEW."id", NEW."name", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."position", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_23546 BEFORE DELETE ON "core_priority" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_23546();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_936db AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "core_priority" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_936db();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_ea65a AFTER UPDATE ON "core_priority" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_ea65a();
    BEGIN INSERT INTO "core_priorityevent" ("basis", "code", "definition", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reference_digest", "source_date", "source_title", "source_url", "verified") VALUES (NEW."basis", NEW."code", NEW."definition", NEW."id", NEW."name", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."position", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_insert_insert_2ec6e AFTER INSERT ON "core_prioritycrosswalk" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_2ec6e();
    BEGIN INSERT INTO "core_prioritycrosswalkevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority_id", "reference_digest", "source_date", "source_title", "source_url", "term", "verified", "vocabulary") VALUES (NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."priority_id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."term", NEW."verified", NEW."vocabulary"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_7bcc9 BEFORE DELETE ON "core_prioritycrosswalk" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_7bcc9();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_02e3c AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "core_prioritycrosswalk" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_02e3c();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_c6b16 AFTER UPDATE ON "core_prioritycrosswalk" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_c6b16();
    BEGIN INSERT INTO "core_prioritycrosswalkevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority_id", "reference_digest", "source_date", "source_title", "source_url", "term", "verified", "vocabulary") VALUES (NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."priority_id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."term", NEW."verified", NEW."vocabulary"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_a43fa BEFORE UPDATE OR DELETE ON "core_prioritycrosswalkevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_a43fa();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_append_only_fdce2 BEFORE UPDATE OR DELETE ON "core_priorityevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_fdce2();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_45de6 AFTER INSERT ON "core_user" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_45de6();
    BEGIN INSERT INTO "core_userevent" ("body", "country_id", "email", "id", "is_active", "is_alternate", "is_demo", "joined_at", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role") VALUES (NEW."body", NEW."country_id", NEW."email", NEW."id", NEW."is_active", NEW."is_alternate", NEW."is_demo", NEW."joined_at", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."role"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_75406 BEFORE DELETE ON "core_user" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_75406();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_2c13f AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "core_user" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_2c13f();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_6ccff AFTER UPDATE ON "core_user" FOR EACH ROW WHEN (OLD."body" IS DISTINCT FROM (NEW."body") OR OLD."country_id" IS DISTINCT FROM (NEW."country_id") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_alternate" IS DISTINCT FROM (NEW."is_alternate") OR OLD."is_demo" IS DISTINCT FROM (NEW."is_demo") OR OLD."joined_at" IS DISTINCT FROM (NEW."joined_at") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."role" IS DISTINCT FROM (NEW."role")) EXECUTE PROCEDURE pgtrigger_update_update_6ccff();
    BEGIN INSERT INTO "core_userevent" ("body", "country_id", "email", "id", "is_active", "is_alternate", "is_demo", "joined_at", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role") VALUES (NEW."body", NEW."country_id", NEW."email", NEW."id", NEW."is_active", NEW."is_alternate", NEW."is_demo", NEW."joined_at", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."role"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_1b55a BEFORE UPDATE OR DELETE ON "core_userevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_1b55a();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_1129f AFTER INSERT ON "needs_clarification" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_1129f();
    BEGIN INSERT INTO "needs_clarificationevent" ("answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "id", "is_demo", "need_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "shared_at", "shared_by_id") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."asked_by_id", NEW."id", NEW."is_demo", NEW."need_id", NEW."organisation_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."question", NEW."shared_at", NEW."shared_by_id"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_a2458 BEFORE DELETE ON "needs_clarification" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_a2458();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_41a44 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "needs_clarification" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_41a44();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_d11af AFTER UPDATE ON "needs_clarification" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_d11af();
    BEGIN INSERT INTO "needs_clarificationevent" ("answer", "answered_at", "answered_by_id", "asked_at", "asked_by_id", "id", "is_demo", "need_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "shared_at", "shared_by_id") VALUES (NEW."answer", NEW."answered_at", NEW."answered_by_id", NEW."asked_at", NEW."asked_by_id", NEW."id", NEW."is_demo", NEW."need_id", NEW."organisation_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."question", NEW."shared_at", NEW."shared_by_id"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_3da82 BEFORE UPDATE OR DELETE ON "needs_clarificationevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_3da82();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_ae169 AFTER INSERT ON "needs_need" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_ae169();
    BEGIN INSERT INTO "needs_needevent" ("amount_basis", "amount_sought", "asked_elsewhere", "cleared_at", "cleared_by_id", "code", "contact_role", "country_id", "created_at", "created_by_id", "currency", "disclosure", "edited_at", "edited_by_id", "id", "is_demo", "last_confirmed_on", "lead_agency", "needed_by", "no_plan_reason", "number", "own_cofinancing", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_objective_id", "priority_id", "return_note", "returned_at", "returned_by_id", "state", "statement", "status", "submitted_at", "submitted_by_id", "support_kinds", "target_groups", "title", "under_way", "urgency", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."amount_basis", NEW."amount_sought", NEW."asked_elsewhere", NEW."cleared_at", NEW."cleared_by_id", NEW."code", NEW."contact_role", NEW."country_id", NEW."created_at", NEW."created_by_id", NEW."currency", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."id", NEW."is_demo", NEW."last_confirmed_on", NEW."lead_agency", NEW."needed_by", NEW."no_plan_reason", NEW."number", NEW."own_cofinancing", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."plan_objective_id", NEW."priority_id", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."state", NEW."statement", NEW."status", NEW."submitted_at", NEW."submitted_by_id", NEW."support_kinds", NEW."target_groups", NEW."title", NEW."under_way", NEW."urgency", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_delete_f463e AFTER DELETE ON "needs_need" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_delete_f463e();
    BEGIN WITH changed AS (TABLE old_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_insert_ac1a0 AFTER INSERT ON "needs_need" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_insert_ac1a0();
    BEGIN WITH changed AS (TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_update_902a3 AFTER UPDATE ON "needs_need" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_update_902a3();
    BEGIN WITH changed AS (TABLE old_rows UNION ALL TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_ff9ed BEFORE DELETE ON "needs_need" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_ff9ed();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_0e6c0 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "needs_need" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_0e6c0();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_a52e1 AFTER UPDATE ON "needs_need" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_a52e1();
    BEGIN INSERT INTO "needs_needevent" ("amount_basis", "amount_sought", "asked_elsewhere", "cleared_at", "cleared_by_id", "code", "contact_role", "country_id", "created_at", "created_by_id", "currency", "disclosure", "edited_at", "edited_by_id", "id", "is_demo", "last_confirmed_on", "lead_agency", "needed_by", "no_plan_reason", "number", "own_cofinancing", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_objective_id", "priority_id", "return_note", "returned_at", "returned_by_id", "state", "statement", "status", "submitted_at", "submitted_by_id", "support_kinds", "target_groups", "title", "under_way", "urgency", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."amount_basis", NEW."amount_sought", NEW."asked_elsewhere", NEW."cleared_at", NEW."cleared_by_id", NEW."code", NEW."contact_role", NEW."country_id", NEW."created_at", NEW."created_by_id", NEW."currency", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."id", NEW."is_demo", NEW."last_confirmed_on", NEW."lead_agency", NEW."needed_by", NEW."no_plan_reason", NEW."number", NEW."own_cofinancing", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."plan_objective_id", NEW."priority_id", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."state", NEW."statement", NEW."status", NEW."submitted_at", NEW."submitted_by_id", NEW."support_kinds", NEW."target_groups", NEW."title", NEW."under_way", NEW."urgency", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_insert_insert_bf2f8 AFTER INSERT ON "needs_needcomponent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_bf2f8();
    BEGIN INSERT INTO "needs_needcomponentevent" ("amount", "id", "need_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "quantity", "title", "unit", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."amount", NEW."id", NEW."need_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."position", NEW."quantity", NEW."title", NEW."unit", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_delete_78894 AFTER DELETE ON "needs_needcomponent" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_delete_78894();
    BEGIN WITH changed AS (TABLE old_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT need_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_insert_b1bc0 AFTER INSERT ON "needs_needcomponent" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_insert_b1bc0();
    BEGIN WITH changed AS (TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT need_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_update_f2ec1 AFTER UPDATE ON "needs_needcomponent" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_update_f2ec1();
    BEGIN WITH changed AS (TABLE old_rows UNION ALL TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT need_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_91231 BEFORE DELETE ON "needs_needcomponent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_91231();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_e4b04 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "needs_needcomponent" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_e4b04();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_8295f AFTER UPDATE ON "needs_needcomponent" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_8295f();
    BEGIN INSERT INTO "needs_needcomponentevent" ("amount", "id", "need_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "quantity", "title", "unit", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."amount", NEW."id", NEW."need_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."position", NEW."quantity", NEW."title", NEW."unit", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_3252e BEFORE UPDATE OR DELETE ON "needs_needcomponentevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_3252e();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_append_only_2d236 BEFORE UPDATE OR DELETE ON "needs_needevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_2d236();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_2a8ef AFTER INSERT ON "needs_needrevision" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_2a8ef();
    BEGIN INSERT INTO "needs_needrevisionevent" ("cleared_at", "cleared_by_id", "content", "country_id", "created_at", "created_by_id", "disclosure", "edited_at", "edited_by_id", "id", "is_demo", "need_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "return_note", "returned_at", "returned_by_id", "state", "submitted_at", "submitted_by_id", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."cleared_at", NEW."cleared_by_id", NEW."content", NEW."country_id", NEW."created_at", NEW."created_by_id", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."id", NEW."is_demo", NEW."need_id", NEW."number", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reason", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_16feb BEFORE DELETE ON "needs_needrevision" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_16feb();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_224b6 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "needs_needrevision" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_224b6();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_5adfa AFTER UPDATE ON "needs_needrevision" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_5adfa();
    BEGIN INSERT INTO "needs_needrevisionevent" ("cleared_at", "cleared_by_id", "content", "country_id", "created_at", "created_by_id", "disclosure", "edited_at", "edited_by_id", "id", "is_demo", "need_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "return_note", "returned_at", "returned_by_id", "state", "submitted_at", "submitted_by_id", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."cleared_at", NEW."cleared_by_id", NEW."content", NEW."country_id", NEW."created_at", NEW."created_by_id", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."id", NEW."is_demo", NEW."need_id", NEW."number", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reason", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_4b483 BEFORE UPDATE OR DELETE ON "needs_needrevisionevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_4b483();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_82f87 AFTER INSERT ON "needs_plan" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_82f87();
    BEGIN INSERT INTO "needs_planevent" ("country_id", "document_url", "end_year", "id", "is_demo", "kind", "legal_instrument", "merged_into_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "source_date", "source_title", "source_url", "start_year", "status", "title", "verified") VALUES (NEW."country_id", NEW."document_url", NEW."end_year", NEW."id", NEW."is_demo", NEW."kind", NEW."legal_instrument", NEW."merged_into_id", NEW."note", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."start_year", NEW."status", NEW."title", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_ad8ec BEFORE DELETE ON "needs_plan" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_ad8ec();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_e0e3d AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "needs_plan" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_e0e3d();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_9194d AFTER UPDATE ON "needs_plan" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_9194d();
    BEGIN INSERT INTO "needs_planevent" ("country_id", "document_url", "end_year", "id", "is_demo", "kind", "legal_instrument", "merged_into_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "source_date", "source_title", "source_url", "start_year", "status", "title", "verified") VALUES (NEW."country_id", NEW."document_url", NEW."end_year", NEW."id", NEW."is_demo", NEW."kind", NEW."legal_instrument", NEW."merged_into_id", NEW."note", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."start_year", NEW."status", NEW."title", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_0a1a0 BEFORE UPDATE OR DELETE ON "needs_planevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_0a1a0();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_5525b AFTER INSERT ON "needs_planobjective" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_5525b();
    BEGIN INSERT INTO "needs_planobjectiveevent" ("id", "is_demo", "merged_into_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "reference_digest", "source_date", "source_title", "source_url", "title", "verified") VALUES (NEW."id", NEW."is_demo", NEW."merged_into_id", NEW."number", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."plan_id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."title", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_7947b BEFORE DELETE ON "needs_planobjective" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_7947b();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_ca08e AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "needs_planobjective" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_ca08e();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_28732 AFTER UPDATE ON "needs_planobjective" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_28732();
    BEGIN INSERT INTO "needs_planobjectiveevent" ("id", "is_demo", "merged_into_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "reference_digest", "source_date", "source_title", "source_url", "title", "verified") VALUES (NEW."id", NEW."is_demo", NEW."merged_into_id", NEW."number", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."plan_id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."title", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_b59a0 BEFORE UPDATE OR DELETE ON "needs_planobjectiveevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_b59a0();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_f25db AFTER INSERT ON "partners_approach" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_f25db();
    BEGIN INSERT INTO "partners_approachevent" ("champion_id", "contact_role", "despite_reason", "id", "is_demo", "month", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_at", "planned_by_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."champion_id", NEW."contact_role", NEW."despite_reason", NEW."id", NEW."is_demo", NEW."month", NEW."organisation_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."planned_at", NEW."planned_by_id", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_7dd7d BEFORE DELETE ON "partners_approach" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_7dd7d();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_114a2 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_approach" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_114a2();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_95f9d AFTER UPDATE ON "partners_approach" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_95f9d();
    BEGIN INSERT INTO "partners_approachevent" ("champion_id", "contact_role", "despite_reason", "id", "is_demo", "month", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_at", "planned_by_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."champion_id", NEW."contact_role", NEW."despite_reason", NEW."id", NEW."is_demo", NEW."month", NEW."organisation_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."planned_at", NEW."planned_by_id", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_c5b15 BEFORE UPDATE OR DELETE ON "partners_approachevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_c5b15();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_540c1 AFTER INSERT ON "partners_calendaraddress" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_540c1();
    BEGIN INSERT INTO "partners_calendaraddressevent" ("generation", "id", "made_at", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."generation", NEW."id", NEW."made_at", NEW."person_id", _pgh_attach_context(), NOW(), 'insert', NEW."id"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_22004 BEFORE DELETE ON "partners_calendaraddress" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_22004();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_f8310 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_calendaraddress" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_f8310();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_6bb7f AFTER UPDATE ON "partners_calendaraddress" FOR EACH ROW WHEN (OLD."generation" IS DISTINCT FROM (NEW."generation") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id")) EXECUTE PROCEDURE pgtrigger_update_update_6bb7f();
    BEGIN INSERT INTO "partners_calendaraddressevent" ("generation", "id", "made_at", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."generation", NEW."id", NEW."made_at", NEW."person_id", _pgh_attach_context(), NOW(), 'update', NEW."id"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_fa1e7 BEFORE UPDATE OR DELETE ON "partners_calendaraddressevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_fa1e7();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_6ed1e AFTER INSERT ON "partners_champion" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_6ed1e();
    BEGIN INSERT INTO "partners_championevent" ("consent_asked_by", "consent_asked_on", "consent_on", "consent_scope", "consent_until", "consent_withdrawn_on", "contact_role", "country_id", "created_by_id", "forgotten_on", "id", "is_demo", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."consent_asked_by", NEW."consent_asked_on", NEW."consent_on", NEW."consent_scope", NEW."consent_until", NEW."consent_withdrawn_on", NEW."contact_role", NEW."country_id", NEW."created_by_id", NEW."forgotten_on", NEW."id", NEW."is_demo", NEW."organisation_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_ae819 BEFORE DELETE ON "partners_champion" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_ae819();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_db769 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_champion" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_db769();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_296ff AFTER UPDATE ON "partners_champion" FOR EACH ROW WHEN (OLD."consent_asked_by" IS DISTINCT FROM (NEW."consent_asked_by") OR OLD."consent_asked_on" IS DISTINCT FROM (NEW."consent_asked_on") OR OLD."consent_on" IS DISTINCT FROM (NEW."consent_on") OR OLD."consent_scope" IS DISTINCT FROM (NEW."consent_scope") OR OLD."consent_until" IS DISTINCT FROM (NEW."consent_until") OR OLD."consent_withdrawn_on" IS DISTINCT FROM (NEW."consent_withdrawn_on") OR OLD."contact_role" IS DISTINCT FROM (NEW."contact_role") OR OLD."country_id" IS DISTINCT FROM (NEW."country_id") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."forgotten_on" IS DISTINCT FROM (NEW."forgotten_on") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_demo" IS DISTINCT FROM (NEW."is_demo") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."withdrawn_at" IS DISTINCT FROM (NEW."withdrawn_at") OR OLD."withdrawn_by_id" IS DISTINCT FROM (NEW."withdrawn_by_id") OR OLD."withdrawn_reason" IS DISTINCT FROM (NEW."withdrawn_reason")) EXECUTE PROCEDURE pgtrigger_update_update_296ff();
    BEGIN INSERT INTO "partners_championevent" ("consent_asked_by", "consent_asked_on", "consent_on", "consent_scope", "consent_until", "consent_withdrawn_on", "contact_role", "country_id", "created_by_id", "forgotten_on", "id", "is_demo", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."consent_asked_by", NEW."consent_asked_on", NEW."consent_on", NEW."consent_scope", NEW."consent_until", NEW."consent_withdrawn_on", NEW."contact_role", NEW."country_id", NEW."created_by_id", NEW."forgotten_on", NEW."id", NEW."is_demo", NEW."organisation_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_b27a3 BEFORE UPDATE OR DELETE ON "partners_championevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_b27a3();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_7790d AFTER INSERT ON "partners_delivery" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_7790d();
    BEGIN INSERT INTO "partners_deliveryevent" ("amount", "decided_at", "decided_by_id", "decision_note", "delivered_on", "id", "is_demo", "is_final", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reported_at", "reported_by_id", "response_id", "state", "version") VALUES (NEW."amount", NEW."decided_at", NEW."decided_by_id", NEW."decision_note", NEW."delivered_on", NEW."id", NEW."is_demo", NEW."is_final", NEW."note", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reported_at", NEW."reported_by_id", NEW."response_id", NEW."state", NEW."version"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_delete_a31a9 AFTER DELETE ON "partners_delivery" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_delete_a31a9();
    BEGIN WITH changed AS (TABLE old_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT need_id FROM partners_response WHERE id IN (SELECT response_id FROM changed)) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_insert_2ee9c AFTER INSERT ON "partners_delivery" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_insert_2ee9c();
    BEGIN WITH changed AS (TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT need_id FROM partners_response WHERE id IN (SELECT response_id FROM changed)) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_update_57d74 AFTER UPDATE ON "partners_delivery" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_update_57d74();
    BEGIN WITH changed AS (TABLE old_rows UNION ALL TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT need_id FROM partners_response WHERE id IN (SELECT response_id FROM changed)) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_1fc48 BEFORE DELETE ON "partners_delivery" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_1fc48();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_fae2c AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_delivery" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_fae2c();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_22ff2 AFTER UPDATE ON "partners_delivery" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_22ff2();
    BEGIN INSERT INTO "partners_deliveryevent" ("amount", "decided_at", "decided_by_id", "decision_note", "delivered_on", "id", "is_demo", "is_final", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reported_at", "reported_by_id", "response_id", "state", "version") VALUES (NEW."amount", NEW."decided_at", NEW."decided_by_id", NEW."decision_note", NEW."delivered_on", NEW."id", NEW."is_demo", NEW."is_final", NEW."note", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reported_at", NEW."reported_by_id", NEW."response_id", NEW."state", NEW."version"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_e7f94 BEFORE UPDATE OR DELETE ON "partners_deliveryevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_e7f94();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_cb818 AFTER INSERT ON "partners_deliverypart" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_cb818();
    BEGIN INSERT INTO "partners_deliverypartevent" ("delivery_id", "id", "part_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity") VALUES (NEW."delivery_id", NEW."id", NEW."part_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."quantity"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_delete_ed912 AFTER DELETE ON "partners_deliverypart" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_delete_ed912();
    BEGIN WITH changed AS (TABLE old_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT answer.need_id FROM changed JOIN partners_responsecomponent part ON part.id = changed.part_id JOIN partners_response answer ON answer.id = part.response_id) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_insert_e5335 AFTER INSERT ON "partners_deliverypart" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_insert_e5335();
    BEGIN WITH changed AS (TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT answer.need_id FROM changed JOIN partners_responsecomponent part ON part.id = changed.part_id JOIN partners_response answer ON answer.id = part.response_id) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_update_65cd0 AFTER UPDATE ON "partners_deliverypart" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_update_65cd0();
    BEGIN WITH changed AS (TABLE old_rows UNION ALL TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT answer.need_id FROM changed JOIN partners_responsecomponent part ON part.id = changed.part_id JOIN partners_response answer ON answer.id = part.response_id) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_1cc18 BEFORE DELETE ON "partners_deliverypart" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_1cc18();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_92560 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_deliverypart" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_92560();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_932db AFTER UPDATE ON "partners_deliverypart" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_932db();
    BEGIN INSERT INTO "partners_deliverypartevent" ("delivery_id", "id", "part_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity") VALUES (NEW."delivery_id", NEW."id", NEW."part_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."quantity"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_2387a BEFORE UPDATE OR DELETE ON "partners_deliverypartevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_2387a();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_a9ae9 AFTER INSERT ON "partners_engagement" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_a9ae9();
    BEGIN INSERT INTO "partners_engagementevent" ("cleared_at", "cleared_by_id", "country_id", "created_at", "created_by_id", "disclosure", "edited_at", "edited_by_id", "id", "is_demo", "mechanism_id", "next_on", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "report_public", "report_url", "return_note", "returned_at", "returned_by_id", "source_date", "source_title", "source_url", "state", "status", "submitted_at", "submitted_by_id", "verified", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason", "year") VALUES (NEW."cleared_at", NEW."cleared_by_id", NEW."country_id", NEW."created_at", NEW."created_by_id", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."id", NEW."is_demo", NEW."mechanism_id", NEW."next_on", NEW."note", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reference_digest", NEW."report_public", NEW."report_url", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."source_date", NEW."source_title", NEW."source_url", NEW."state", NEW."status", NEW."submitted_at", NEW."submitted_by_id", NEW."verified", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason", NEW."year"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_ba523 BEFORE DELETE ON "partners_engagement" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_ba523();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_f1b29 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_engagement" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_f1b29();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_19783 AFTER UPDATE ON "partners_engagement" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_19783();
    BEGIN INSERT INTO "partners_engagementevent" ("cleared_at", "cleared_by_id", "country_id", "created_at", "created_by_id", "disclosure", "edited_at", "edited_by_id", "id", "is_demo", "mechanism_id", "next_on", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "report_public", "report_url", "return_note", "returned_at", "returned_by_id", "source_date", "source_title", "source_url", "state", "status", "submitted_at", "submitted_by_id", "verified", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason", "year") VALUES (NEW."cleared_at", NEW."cleared_by_id", NEW."country_id", NEW."created_at", NEW."created_by_id", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."id", NEW."is_demo", NEW."mechanism_id", NEW."next_on", NEW."note", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reference_digest", NEW."report_public", NEW."report_url", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."source_date", NEW."source_title", NEW."source_url", NEW."state", NEW."status", NEW."submitted_at", NEW."submitted_by_id", NEW."verified", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason", NEW."year"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_84f24 BEFORE UPDATE OR DELETE ON "partners_engagementevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_84f24();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_ab474 AFTER INSERT ON "partners_engagementproposal" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_ab474();
    BEGIN INSERT INTO "partners_engagementproposalevent" ("base_version", "cleared_at", "cleared_by_id", "content", "country_id", "created_at", "created_by_id", "disclosure", "edited_at", "edited_by_id", "engagement_id", "id", "is_demo", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "return_note", "returned_at", "returned_by_id", "state", "submitted_at", "submitted_by_id", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."base_version", NEW."cleared_at", NEW."cleared_by_id", NEW."content", NEW."country_id", NEW."created_at", NEW."created_by_id", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."engagement_id", NEW."id", NEW."is_demo", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reason", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_f274f BEFORE DELETE ON "partners_engagementproposal" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_f274f();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_2fa21 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_engagementproposal" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_2fa21();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_3bfbd AFTER UPDATE ON "partners_engagementproposal" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_3bfbd();
    BEGIN INSERT INTO "partners_engagementproposalevent" ("base_version", "cleared_at", "cleared_by_id", "content", "country_id", "created_at", "created_by_id", "disclosure", "edited_at", "edited_by_id", "engagement_id", "id", "is_demo", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "return_note", "returned_at", "returned_by_id", "state", "submitted_at", "submitted_by_id", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."base_version", NEW."cleared_at", NEW."cleared_by_id", NEW."content", NEW."country_id", NEW."created_at", NEW."created_by_id", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."engagement_id", NEW."id", NEW."is_demo", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reason", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_a293e BEFORE UPDATE OR DELETE ON "partners_engagementproposalevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_a293e();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_db056 AFTER INSERT ON "partners_exchangerate" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_db056();
    BEGIN INSERT INTO "partners_exchangerateevent" ("currency", "id", "per_usd", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "source_date", "source_title", "source_url", "verified", "year") VALUES (NEW."currency", NEW."id", NEW."per_usd", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."verified", NEW."year"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_c1893 BEFORE DELETE ON "partners_exchangerate" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_c1893();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_1a437 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_exchangerate" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_1a437();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_49409 AFTER UPDATE ON "partners_exchangerate" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_49409();
    BEGIN INSERT INTO "partners_exchangerateevent" ("currency", "id", "per_usd", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "source_date", "source_title", "source_url", "verified", "year") VALUES (NEW."currency", NEW."id", NEW."per_usd", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."verified", NEW."year"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_415c4 BEFORE UPDATE OR DELETE ON "partners_exchangerateevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_415c4();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_c3f77 AFTER INSERT ON "partners_historicalfunding" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_c3f77();
    BEGIN INSERT INTO "partners_historicalfundingevent" ("amount_usd_thousand", "category", "country_id", "end_year", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipient", "reference_digest", "source_date", "source_title", "source_url", "start_year", "verified") VALUES (NEW."amount_usd_thousand", NEW."category", NEW."country_id", NEW."end_year", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."recipient", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."start_year", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_2509d BEFORE DELETE ON "partners_historicalfunding" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_2509d();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_345f0 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_historicalfunding" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_345f0();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_15e98 AFTER UPDATE ON "partners_historicalfunding" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_15e98();
    BEGIN INSERT INTO "partners_historicalfundingevent" ("amount_usd_thousand", "category", "country_id", "end_year", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipient", "reference_digest", "source_date", "source_title", "source_url", "start_year", "verified") VALUES (NEW."amount_usd_thousand", NEW."category", NEW."country_id", NEW."end_year", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."recipient", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."start_year", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_763a9 BEFORE UPDATE OR DELETE ON "partners_historicalfundingevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_763a9();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_b0e83 AFTER INSERT ON "partners_iatiimport" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_b0e83();
    BEGIN INSERT INTO "partners_iatiimportevent" ("asked_at", "asked_by_id", "confirmed_at", "file_name", "finished_at", "id", "is_demo", "only_asean", "only_reported_by", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_at", "refusal", "sha256", "size", "state", "stored_as", "version") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."confirmed_at", NEW."file_name", NEW."finished_at", NEW."id", NEW."is_demo", NEW."only_asean", NEW."only_reported_by", NEW."organisation_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."read_at", NEW."refusal", NEW."sha256", NEW."size", NEW."state", NEW."stored_as", NEW."version"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_4d848 BEFORE DELETE ON "partners_iatiimport" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_4d848();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_6b7a7 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_iatiimport" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_6b7a7();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_23497 AFTER UPDATE ON "partners_iatiimport" FOR EACH ROW WHEN (OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."confirmed_at" IS DISTINCT FROM (NEW."confirmed_at") OR OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."finished_at" IS DISTINCT FROM (NEW."finished_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_demo" IS DISTINCT FROM (NEW."is_demo") OR OLD."only_asean" IS DISTINCT FROM (NEW."only_asean") OR OLD."only_reported_by" IS DISTINCT FROM (NEW."only_reported_by") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."read_at" IS DISTINCT FROM (NEW."read_at") OR OLD."refusal" IS DISTINCT FROM (NEW."refusal") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."stored_as" IS DISTINCT FROM (NEW."stored_as") OR OLD."version" IS DISTINCT FROM (NEW."version")) EXECUTE PROCEDURE pgtrigger_update_update_23497();
    BEGIN INSERT INTO "partners_iatiimportevent" ("asked_at", "asked_by_id", "confirmed_at", "file_name", "finished_at", "id", "is_demo", "only_asean", "only_reported_by", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_at", "refusal", "sha256", "size", "state", "stored_as", "version") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."confirmed_at", NEW."file_name", NEW."finished_at", NEW."id", NEW."is_demo", NEW."only_asean", NEW."only_reported_by", NEW."organisation_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."read_at", NEW."refusal", NEW."sha256", NEW."size", NEW."state", NEW."stored_as", NEW."version"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_d585f BEFORE UPDATE OR DELETE ON "partners_iatiimportevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_d585f();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_9aaa0 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_iatiimportrow" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_9aaa0();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_insert_insert_33962 AFTER INSERT ON "partners_iatirecord" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_33962();
    BEGIN INSERT INTO "partners_iatirecordevent" ("conflicts", "content_hash", "file_name", "id", "identifier", "imported_at", "is_place_settled", "latest_import_id", "line", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "reporting_name", "reporting_ref", "reporting_type") VALUES (NEW."conflicts", NEW."content_hash", NEW."file_name", NEW."id", NEW."identifier", NEW."imported_at", NEW."is_place_settled", NEW."latest_import_id", NEW."line", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."programme_id", NEW."reporting_name", NEW."reporting_ref", NEW."reporting_type"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_9638f BEFORE DELETE ON "partners_iatirecord" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_9638f();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_29a0d AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_iatirecord" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_29a0d();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_c8d86 AFTER UPDATE ON "partners_iatirecord" FOR EACH ROW WHEN (OLD."conflicts" IS DISTINCT FROM (NEW."conflicts") OR OLD."content_hash" IS DISTINCT FROM (NEW."content_hash") OR OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."identifier" IS DISTINCT FROM (NEW."identifier") OR OLD."imported_at" IS DISTINCT FROM (NEW."imported_at") OR OLD."is_place_settled" IS DISTINCT FROM (NEW."is_place_settled") OR OLD."latest_import_id" IS DISTINCT FROM (NEW."latest_import_id") OR OLD."line" IS DISTINCT FROM (NEW."line") OR OLD."programme_id" IS DISTINCT FROM (NEW."programme_id") OR OLD."reporting_name" IS DISTINCT FROM (NEW."reporting_name") OR OLD."reporting_ref" IS DISTINCT FROM (NEW."reporting_ref") OR OLD."reporting_type" IS DISTINCT FROM (NEW."reporting_type")) EXECUTE PROCEDURE pgtrigger_update_update_c8d86();
    BEGIN INSERT INTO "partners_iatirecordevent" ("conflicts", "content_hash", "file_name", "id", "identifier", "imported_at", "is_place_settled", "latest_import_id", "line", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "reporting_name", "reporting_ref", "reporting_type") VALUES (NEW."conflicts", NEW."content_hash", NEW."file_name", NEW."id", NEW."identifier", NEW."imported_at", NEW."is_place_settled", NEW."latest_import_id", NEW."line", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."programme_id", NEW."reporting_name", NEW."reporting_ref", NEW."reporting_type"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_75076 BEFORE UPDATE OR DELETE ON "partners_iatirecordevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_75076();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_cf2d9 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_leftoutrelation" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_cf2d9();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_insert_insert_54fac AFTER INSERT ON "partners_mechanism" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_54fac();
    BEGIN INSERT INTO "partners_mechanismevent" ("code", "description", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reference_digest", "source_date", "source_title", "source_url", "verified", "website") VALUES (NEW."code", NEW."description", NEW."id", NEW."name", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."position", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."verified", NEW."website"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_3034c BEFORE DELETE ON "partners_mechanism" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_3034c();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_25bad AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_mechanism" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_25bad();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_c74ab AFTER UPDATE ON "partners_mechanism" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_c74ab();
    BEGIN INSERT INTO "partners_mechanismevent" ("code", "description", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reference_digest", "source_date", "source_title", "source_url", "verified", "website") VALUES (NEW."code", NEW."description", NEW."id", NEW."name", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."position", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."verified", NEW."website"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_206d8 BEFORE UPDATE OR DELETE ON "partners_mechanismevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_206d8();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_d9847 AFTER INSERT ON "partners_mechanismsession" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_d9847();
    BEGIN INSERT INTO "partners_mechanismsessionevent" ("code", "ends_on", "id", "is_demo", "is_month_only", "mechanism_id", "on", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "source_date", "source_title", "source_url", "title", "topic", "verified") VALUES (NEW."code", NEW."ends_on", NEW."id", NEW."is_demo", NEW."is_month_only", NEW."mechanism_id", NEW."on", NEW."outcome", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."title", NEW."topic", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_09127 BEFORE DELETE ON "partners_mechanismsession" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_09127();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_6ba4e AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_mechanismsession" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_6ba4e();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_6dfcf AFTER UPDATE ON "partners_mechanismsession" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_6dfcf();
    BEGIN INSERT INTO "partners_mechanismsessionevent" ("code", "ends_on", "id", "is_demo", "is_month_only", "mechanism_id", "on", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "source_date", "source_title", "source_url", "title", "topic", "verified") VALUES (NEW."code", NEW."ends_on", NEW."id", NEW."is_demo", NEW."is_month_only", NEW."mechanism_id", NEW."on", NEW."outcome", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."title", NEW."topic", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_43c0f BEFORE UPDATE OR DELETE ON "partners_mechanismsessionevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_43c0f();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_07602 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_moneyline" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_07602();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_tally_delete_6d886 AFTER DELETE ON "partners_needcoverage" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_tally_delete_6d886();
    BEGIN WITH changed AS (TABLE old_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-tally', found.key, pg_current_xact_id()::text::bigint FROM (SELECT cell FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_tally_insert_24981 AFTER INSERT ON "partners_needcoverage" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_tally_insert_24981();
    BEGIN WITH changed AS (TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-tally', found.key, pg_current_xact_id()::text::bigint FROM (SELECT cell FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_tally_update_0a76e AFTER UPDATE ON "partners_needcoverage" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_tally_update_0a76e();
    BEGIN WITH changed AS (TABLE old_rows UNION ALL TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-tally', found.key, pg_current_xact_id()::text::bigint FROM (SELECT cell FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_new_version_de02e AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_needcoverage" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_de02e();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_new_version_d9e22 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_needtally" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_d9e22();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_due_when_decided_652cb AFTER INSERT OR UPDATE ON "partners_overlapdecision" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_due_when_decided_652cb();
    BEGIN INSERT INTO partners_overlapdue (programme_id, since) VALUES (NEW.first_id, NOW()), (NEW.second_id, NOW()) ON CONFLICT (programme_id) DO UPDATE SET since = EXCLUDED.since; RETURN NULL; END;

CREATE TRIGGER pgtrigger_insert_insert_2680d AFTER INSERT ON "partners_overlapdecision" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_2680d();
    BEGIN INSERT INTO "partners_overlapdecisionevent" ("decided_at", "decided_by_id", "first_id", "id", "into_id", "is_demo", "judged", "kind", "moved", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "second_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."first_id", NEW."id", NEW."into_id", NEW."is_demo", NEW."judged", NEW."kind", NEW."moved", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reason", NEW."second_id", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_c0cf9 BEFORE DELETE ON "partners_overlapdecision" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_c0cf9();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_950ab AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_overlapdecision" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_950ab();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_2a691 AFTER UPDATE ON "partners_overlapdecision" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_2a691();
    BEGIN INSERT INTO "partners_overlapdecisionevent" ("decided_at", "decided_by_id", "first_id", "id", "into_id", "is_demo", "judged", "kind", "moved", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "second_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."first_id", NEW."id", NEW."into_id", NEW."is_demo", NEW."judged", NEW."kind", NEW."moved", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reason", NEW."second_id", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_32b72 BEFORE UPDATE OR DELETE ON "partners_overlapdecisionevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_32b72();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_f1ab3 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_overlapdue" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_f1ab3();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_new_version_5c038 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_overlappair" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_5c038();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_insert_insert_cddbe AFTER INSERT ON "partners_ownerreminder" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_cddbe();
    BEGIN INSERT INTO "partners_ownerreminderevent" ("id", "month", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programmes", "sent_at") VALUES (NEW."id", NEW."month", NEW."organisation_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."programmes", NEW."sent_at"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_c1d05 BEFORE DELETE ON "partners_ownerreminder" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_c1d05();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_434fe AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_ownerreminder" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_434fe();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_497b3 AFTER UPDATE ON "partners_ownerreminder" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_497b3();
    BEGIN INSERT INTO "partners_ownerreminderevent" ("id", "month", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programmes", "sent_at") VALUES (NEW."id", NEW."month", NEW."organisation_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."programmes", NEW."sent_at"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_aaae1 BEFORE UPDATE OR DELETE ON "partners_ownerreminderevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_aaae1();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_due_when_changed_0570f AFTER UPDATE ON "partners_programme" FOR EACH ROW WHEN (OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."iati_identifier" IS DISTINCT FROM (NEW."iati_identifier") OR OLD."iwt_relevance" IS DISTINCT FROM (NEW."iwt_relevance") OR OLD."other_identifier" IS DISTINCT FROM (NEW."other_identifier") OR OLD."owner_id" IS DISTINCT FROM (NEW."owner_id") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."withdrawn_at" IS DISTINCT FROM (NEW."withdrawn_at")) EXECUTE PROCEDURE pgtrigger_due_when_changed_0570f();
    BEGIN INSERT INTO partners_overlapdue (programme_id, since) VALUES (NEW.id, NOW()) ON CONFLICT (programme_id) DO UPDATE SET since = EXCLUDED.since; RETURN NULL; END;

CREATE TRIGGER pgtrigger_due_when_new_1563e AFTER INSERT ON "partners_programme" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_due_when_new_1563e();
    BEGIN INSERT INTO partners_overlapdue (programme_id, since) VALUES (NEW.id, NOW()) ON CONFLICT (programme_id) DO UPDATE SET since = EXCLUDED.since; RETURN NULL; END;

CREATE TRIGGER pgtrigger_insert_insert_38fb8 AFTER INSERT ON "partners_programme" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_38fb8();
    BEGIN INSERT INTO "partners_programmeevent" ("amount_note", "amount_on", "change_reason", "cofinancing", "covers_more", "currency", "disclosure", "end_reason", "ends_on", "iati_identifier", "id", "is_demo", "is_humanitarian", "is_regional", "iwt_relevance", "iwt_relevance_reason", "iwt_share", "iwt_share_basis", "iwt_share_note", "last_confirmed_on", "other_identifier", "owner_id", "parent_id", "period_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_ends_on", "rate_on", "rate_per_usd", "rate_source", "reference_digest", "region_note", "slug", "source_date", "source_title", "source_url", "starts_on", "status", "summary", "title", "total", "verified", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."amount_note", NEW."amount_on", NEW."change_reason", NEW."cofinancing", NEW."covers_more", NEW."currency", NEW."disclosure", NEW."end_reason", NEW."ends_on", NEW."iati_identifier", NEW."id", NEW."is_demo", NEW."is_humanitarian", NEW."is_regional", NEW."iwt_relevance", NEW."iwt_relevance_reason", NEW."iwt_share", NEW."iwt_share_basis", NEW."iwt_share_note", NEW."last_confirmed_on", NEW."other_identifier", NEW."owner_id", NEW."parent_id", NEW."period_note", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."planned_ends_on", NEW."rate_on", NEW."rate_per_usd", NEW."rate_source", NEW."reference_digest", NEW."region_note", NEW."slug", NEW."source_date", NEW."source_title", NEW."source_url", NEW."starts_on", NEW."status", NEW."summary", NEW."title", NEW."total", NEW."verified", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_programme_money_delete_242fb AFTER DELETE ON "partners_programme" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_programme_money_delete_242fb();
    BEGIN WITH changed AS (TABLE old_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'programme-money', found.key, pg_current_xact_id()::text::bigint FROM (SELECT id FROM changed UNION SELECT parent_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_programme_money_insert_7a9d2 AFTER INSERT ON "partners_programme" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_programme_money_insert_7a9d2();
    BEGIN WITH changed AS (TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'programme-money', found.key, pg_current_xact_id()::text::bigint FROM (SELECT id FROM changed UNION SELECT parent_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_programme_money_update_0a69a AFTER UPDATE ON "partners_programme" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_programme_money_update_0a69a();
    BEGIN WITH changed AS (TABLE old_rows UNION ALL TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'programme-money', found.key, pg_current_xact_id()::text::bigint FROM (SELECT id FROM changed UNION SELECT parent_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_programme_text_delete_5d65c AFTER DELETE ON "partners_programme" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_programme_text_delete_5d65c();
    BEGIN WITH changed AS (TABLE old_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'programme-text', found.key, pg_current_xact_id()::text::bigint FROM (SELECT id FROM changed GROUP BY id HAVING count(*) = 1 OR count(DISTINCT (title, summary, iati_identifier)) > 1) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_programme_text_insert_b7054 AFTER INSERT ON "partners_programme" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_programme_text_insert_b7054();
    BEGIN WITH changed AS (TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'programme-text', found.key, pg_current_xact_id()::text::bigint FROM (SELECT id FROM changed GROUP BY id HAVING count(*) = 1 OR count(DISTINCT (title, summary, iati_identifier)) > 1) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_programme_text_update_cdee7 AFTER UPDATE ON "partners_programme" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_programme_text_update_cdee7();
    BEGIN WITH changed AS (TABLE old_rows UNION ALL TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'programme-text', found.key, pg_current_xact_id()::text::bigint FROM (SELECT id FROM changed GROUP BY id HAVING count(*) = 1 OR count(DISTINCT (title, summary, iati_identifier)) > 1) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_f1cfd BEFORE DELETE ON "partners_programme" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_f1cfd();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_56562 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_programme" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_56562();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_9b1aa AFTER UPDATE ON "partners_programme" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_9b1aa();
    BEGIN INSERT INTO "partners_programmeevent" ("amount_note", "amount_on", "change_reason", "cofinancing", "covers_more", "currency", "disclosure", "end_reason", "ends_on", "iati_identifier", "id", "is_demo", "is_humanitarian", "is_regional", "iwt_relevance", "iwt_relevance_reason", "iwt_share", "iwt_share_basis", "iwt_share_note", "last_confirmed_on", "other_identifier", "owner_id", "parent_id", "period_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_ends_on", "rate_on", "rate_per_usd", "rate_source", "reference_digest", "region_note", "slug", "source_date", "source_title", "source_url", "starts_on", "status", "summary", "title", "total", "verified", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."amount_note", NEW."amount_on", NEW."change_reason", NEW."cofinancing", NEW."covers_more", NEW."currency", NEW."disclosure", NEW."end_reason", NEW."ends_on", NEW."iati_identifier", NEW."id", NEW."is_demo", NEW."is_humanitarian", NEW."is_regional", NEW."iwt_relevance", NEW."iwt_relevance_reason", NEW."iwt_share", NEW."iwt_share_basis", NEW."iwt_share_note", NEW."last_confirmed_on", NEW."other_identifier", NEW."owner_id", NEW."parent_id", NEW."period_note", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."planned_ends_on", NEW."rate_on", NEW."rate_per_usd", NEW."rate_source", NEW."reference_digest", NEW."region_note", NEW."slug", NEW."source_date", NEW."source_title", NEW."source_url", NEW."starts_on", NEW."status", NEW."summary", NEW."title", NEW."total", NEW."verified", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_insert_insert_faa77 AFTER INSERT ON "partners_programmebudget" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_faa77();
    BEGIN INSERT INTO "partners_programmebudgetevent" ("currency", "ends_on", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "programme_id", "starts_on", "status", "value", "value_on", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."currency", NEW."ends_on", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."position", NEW."programme_id", NEW."starts_on", NEW."status", NEW."value", NEW."value_on", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_56cba BEFORE DELETE ON "partners_programmebudget" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_56cba();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_8da9e AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_programmebudget" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_8da9e();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_ed9c3 AFTER UPDATE ON "partners_programmebudget" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_ed9c3();
    BEGIN INSERT INTO "partners_programmebudgetevent" ("currency", "ends_on", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "programme_id", "starts_on", "status", "value", "value_on", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."currency", NEW."ends_on", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."position", NEW."programme_id", NEW."starts_on", NEW."status", NEW."value", NEW."value_on", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_a5f93 BEFORE UPDATE OR DELETE ON "partners_programmebudgetevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_a5f93();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_due_dbb26 AFTER INSERT OR UPDATE ON "partners_programmecountry" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_due_dbb26();
    BEGIN INSERT INTO partners_overlapdue (programme_id, since) VALUES (NEW.programme_id, NOW()) ON CONFLICT (programme_id) DO UPDATE SET since = EXCLUDED.since; RETURN NULL; END;

CREATE TRIGGER pgtrigger_insert_insert_6a25a AFTER INSERT ON "partners_programmecountry" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_6a25a();
    BEGIN INSERT INTO "partners_programmecountryevent" ("country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "share", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."country_id", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."programme_id", NEW."share", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_programme_money_delete_f2e59 AFTER DELETE ON "partners_programmecountry" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_programme_money_delete_f2e59();
    BEGIN WITH changed AS (TABLE old_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'programme-money', found.key, pg_current_xact_id()::text::bigint FROM (SELECT programme_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_programme_money_insert_60dc2 AFTER INSERT ON "partners_programmecountry" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_programme_money_insert_60dc2();
    BEGIN WITH changed AS (TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'programme-money', found.key, pg_current_xact_id()::text::bigint FROM (SELECT programme_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_programme_money_update_fe776 AFTER UPDATE ON "partners_programmecountry" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_programme_money_update_fe776();
    BEGIN WITH changed AS (TABLE old_rows UNION ALL TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'programme-money', found.key, pg_current_xact_id()::text::bigint FROM (SELECT programme_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_6e4da BEFORE DELETE ON "partners_programmecountry" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_6e4da();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_36751 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_programmecountry" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_36751();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_7b1d0 AFTER UPDATE ON "partners_programmecountry" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_7b1d0();
    BEGIN INSERT INTO "partners_programmecountryevent" ("country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "share", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."country_id", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."programme_id", NEW."share", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_655b4 BEFORE UPDATE OR DELETE ON "partners_programmecountryevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_655b4();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_append_only_302de BEFORE UPDATE OR DELETE ON "partners_programmeevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_302de();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_due_1483d AFTER INSERT OR UPDATE ON "partners_programmeorganisation" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_due_1483d();
    BEGIN INSERT INTO partners_overlapdue (programme_id, since) VALUES (NEW.programme_id, NOW()) ON CONFLICT (programme_id) DO UPDATE SET since = EXCLUDED.since; RETURN NULL; END;

CREATE TRIGGER pgtrigger_insert_insert_add12 AFTER INSERT ON "partners_programmeorganisation" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_add12();
    BEGIN INSERT INTO "partners_programmeorganisationevent" ("id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "role", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."programme_id", NEW."role", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_programme_money_delete_fd610 AFTER DELETE ON "partners_programmeorganisation" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_programme_money_delete_fd610();
    BEGIN WITH changed AS (TABLE old_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'programme-money', found.key, pg_current_xact_id()::text::bigint FROM (SELECT programme_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_programme_money_insert_29095 AFTER INSERT ON "partners_programmeorganisation" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_programme_money_insert_29095();
    BEGIN WITH changed AS (TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'programme-money', found.key, pg_current_xact_id()::text::bigint FROM (SELECT programme_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_programme_money_update_592a6 AFTER UPDATE ON "partners_programmeorganisation" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_programme_money_update_592a6();
    BEGIN WITH changed AS (TABLE old_rows UNION ALL TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'programme-money', found.key, pg_current_xact_id()::text::bigint FROM (SELECT programme_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_b169d BEFORE DELETE ON "partners_programmeorganisation" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_b169d();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_96d6c AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_programmeorganisation" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_96d6c();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_0afd3 AFTER UPDATE ON "partners_programmeorganisation" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_0afd3();
    BEGIN INSERT INTO "partners_programmeorganisationevent" ("id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "role", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."programme_id", NEW."role", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_10bb9 BEFORE UPDATE OR DELETE ON "partners_programmeorganisationevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_10bb9();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_270d3 AFTER INSERT ON "partners_programmeplace" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_270d3();
    BEGIN INSERT INTO "partners_programmeplaceevent" ("code", "id", "is_from_transactions", "kind", "name", "percentage", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "programme_id", "vocabulary", "vocabulary_uri", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."code", NEW."id", NEW."is_from_transactions", NEW."kind", NEW."name", NEW."percentage", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."position", NEW."programme_id", NEW."vocabulary", NEW."vocabulary_uri", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_90e56 BEFORE DELETE ON "partners_programmeplace" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_90e56();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_d17f9 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_programmeplace" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_d17f9();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_10486 AFTER UPDATE ON "partners_programmeplace" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_10486();
    BEGIN INSERT INTO "partners_programmeplaceevent" ("code", "id", "is_from_transactions", "kind", "name", "percentage", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "programme_id", "vocabulary", "vocabulary_uri", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."code", NEW."id", NEW."is_from_transactions", NEW."kind", NEW."name", NEW."percentage", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."position", NEW."programme_id", NEW."vocabulary", NEW."vocabulary_uri", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_07f8a BEFORE UPDATE OR DELETE ON "partners_programmeplaceevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_07f8a();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_due_b9f10 AFTER INSERT OR UPDATE ON "partners_programmepriority" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_due_b9f10();
    BEGIN INSERT INTO partners_overlapdue (programme_id, since) VALUES (NEW.programme_id, NOW()) ON CONFLICT (programme_id) DO UPDATE SET since = EXCLUDED.since; RETURN NULL; END;

CREATE TRIGGER pgtrigger_insert_insert_00659 AFTER INSERT ON "partners_programmepriority" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_00659();
    BEGIN INSERT INTO "partners_programmepriorityevent" ("id", "is_suggested", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority_id", "programme_id", "share", "suggestion_reason", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."id", NEW."is_suggested", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."priority_id", NEW."programme_id", NEW."share", NEW."suggestion_reason", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_programme_money_delete_a81bb AFTER DELETE ON "partners_programmepriority" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_programme_money_delete_a81bb();
    BEGIN WITH changed AS (TABLE old_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'programme-money', found.key, pg_current_xact_id()::text::bigint FROM (SELECT programme_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_programme_money_insert_6db7a AFTER INSERT ON "partners_programmepriority" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_programme_money_insert_6db7a();
    BEGIN WITH changed AS (TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'programme-money', found.key, pg_current_xact_id()::text::bigint FROM (SELECT programme_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_programme_money_update_81e2c AFTER UPDATE ON "partners_programmepriority" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_programme_money_update_81e2c();
    BEGIN WITH changed AS (TABLE old_rows UNION ALL TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'programme-money', found.key, pg_current_xact_id()::text::bigint FROM (SELECT programme_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_635a1 BEFORE DELETE ON "partners_programmepriority" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_635a1();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_69345 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_programmepriority" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_69345();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_4c355 AFTER UPDATE ON "partners_programmepriority" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_4c355();
    BEGIN INSERT INTO "partners_programmepriorityevent" ("id", "is_suggested", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "priority_id", "programme_id", "share", "suggestion_reason", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."id", NEW."is_suggested", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."priority_id", NEW."programme_id", NEW."share", NEW."suggestion_reason", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_c1d89 BEFORE UPDATE OR DELETE ON "partners_programmepriorityevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_c1d89();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_fb1f4 AFTER INSERT ON "partners_programmerelation" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_fb1f4();
    BEGIN INSERT INTO "partners_programmerelationevent" ("id", "identifier", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "programme_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."id", NEW."identifier", NEW."kind", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."position", NEW."programme_id", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_17651 BEFORE DELETE ON "partners_programmerelation" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_17651();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_3cb1b AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_programmerelation" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_3cb1b();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_56601 AFTER UPDATE ON "partners_programmerelation" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_56601();
    BEGIN INSERT INTO "partners_programmerelationevent" ("id", "identifier", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "programme_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."id", NEW."identifier", NEW."kind", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."position", NEW."programme_id", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_44552 BEFORE UPDATE OR DELETE ON "partners_programmerelationevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_44552();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_5a911 AFTER INSERT ON "partners_programmesector" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_5a911();
    BEGIN INSERT INTO "partners_programmesectorevent" ("code", "id", "is_from_transactions", "name", "percentage", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "programme_id", "vocabulary", "vocabulary_uri", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."code", NEW."id", NEW."is_from_transactions", NEW."name", NEW."percentage", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."position", NEW."programme_id", NEW."vocabulary", NEW."vocabulary_uri", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_e9b34 BEFORE DELETE ON "partners_programmesector" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_e9b34();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_1b861 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_programmesector" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_1b861();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_c6a24 AFTER UPDATE ON "partners_programmesector" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_c6a24();
    BEGIN INSERT INTO "partners_programmesectorevent" ("code", "id", "is_from_transactions", "name", "percentage", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "programme_id", "vocabulary", "vocabulary_uri", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."code", NEW."id", NEW."is_from_transactions", NEW."name", NEW."percentage", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."position", NEW."programme_id", NEW."vocabulary", NEW."vocabulary_uri", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_a8f0d BEFORE UPDATE OR DELETE ON "partners_programmesectorevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_a8f0d();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_67529 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_programmetext" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_67529();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_insert_insert_7f07a AFTER INSERT ON "partners_programmetransaction" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_7f07a();
    BEGIN INSERT INTO "partners_programmetransactionevent" ("codes", "currency", "description", "happened_on", "id", "is_humanitarian", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "programme_id", "provider_activity", "provider_name", "provider_ref", "receiver_activity", "receiver_name", "receiver_ref", "recipient_country", "recipient_region", "reference", "region_vocabulary", "sector", "sector_vocabulary", "value", "value_on", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."codes", NEW."currency", NEW."description", NEW."happened_on", NEW."id", NEW."is_humanitarian", NEW."kind", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."position", NEW."programme_id", NEW."provider_activity", NEW."provider_name", NEW."provider_ref", NEW."receiver_activity", NEW."receiver_name", NEW."receiver_ref", NEW."recipient_country", NEW."recipient_region", NEW."reference", NEW."region_vocabulary", NEW."sector", NEW."sector_vocabulary", NEW."value", NEW."value_on", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_976f3 BEFORE DELETE ON "partners_programmetransaction" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_976f3();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_12766 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_programmetransaction" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_12766();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_5d744 AFTER UPDATE ON "partners_programmetransaction" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_5d744();
    BEGIN INSERT INTO "partners_programmetransactionevent" ("codes", "currency", "description", "happened_on", "id", "is_humanitarian", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "programme_id", "provider_activity", "provider_name", "provider_ref", "receiver_activity", "receiver_name", "receiver_ref", "recipient_country", "recipient_region", "reference", "region_vocabulary", "sector", "sector_vocabulary", "value", "value_on", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."codes", NEW."currency", NEW."description", NEW."happened_on", NEW."id", NEW."is_humanitarian", NEW."kind", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."position", NEW."programme_id", NEW."provider_activity", NEW."provider_name", NEW."provider_ref", NEW."receiver_activity", NEW."receiver_name", NEW."receiver_ref", NEW."recipient_country", NEW."recipient_region", NEW."reference", NEW."region_vocabulary", NEW."sector", NEW."sector_vocabulary", NEW."value", NEW."value_on", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_e8952 BEFORE UPDATE OR DELETE ON "partners_programmetransactionevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_e8952();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_96dcf AFTER INSERT ON "partners_raisedneed" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_96dcf();
    BEGIN INSERT INTO "partners_raisedneedevent" ("id", "is_demo", "marked_at", "marked_by_id", "mechanism_id", "need_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_on", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."id", NEW."is_demo", NEW."marked_at", NEW."marked_by_id", NEW."mechanism_id", NEW."need_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."raised_on", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_05143 BEFORE DELETE ON "partners_raisedneed" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_05143();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_1856e AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_raisedneed" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_1856e();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_2cf8a AFTER UPDATE ON "partners_raisedneed" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_2cf8a();
    BEGIN INSERT INTO "partners_raisedneedevent" ("id", "is_demo", "marked_at", "marked_by_id", "mechanism_id", "need_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "raised_on", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."id", NEW."is_demo", NEW."marked_at", NEW."marked_by_id", NEW."mechanism_id", NEW."need_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."raised_on", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_cc5da BEFORE UPDATE OR DELETE ON "partners_raisedneedevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_cc5da();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_0bfa5 AFTER INSERT ON "partners_replyround" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_0bfa5();
    BEGIN INSERT INTO "partners_replyroundevent" ("closed_by_id", "closed_on", "country_id", "id", "is_demo", "note", "opened_at", "opened_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reply_by", "title", "version") VALUES (NEW."closed_by_id", NEW."closed_on", NEW."country_id", NEW."id", NEW."is_demo", NEW."note", NEW."opened_at", NEW."opened_by_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reply_by", NEW."title", NEW."version"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_8c3c0 BEFORE DELETE ON "partners_replyround" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_8c3c0();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_7dbbf AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_replyround" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_7dbbf();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_3d88f AFTER UPDATE ON "partners_replyround" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_3d88f();
    BEGIN INSERT INTO "partners_replyroundevent" ("closed_by_id", "closed_on", "country_id", "id", "is_demo", "note", "opened_at", "opened_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reply_by", "title", "version") VALUES (NEW."closed_by_id", NEW."closed_on", NEW."country_id", NEW."id", NEW."is_demo", NEW."note", NEW."opened_at", NEW."opened_by_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reply_by", NEW."title", NEW."version"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_7f6b9 BEFORE UPDATE OR DELETE ON "partners_replyroundevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_7f6b9();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_d87c0 AFTER INSERT ON "partners_response" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_d87c0();
    BEGIN INSERT INTO "partners_responseevent" ("accepted_amount", "amount", "contact_role", "currency", "decided_at", "decided_by_id", "decision_note", "ends_on", "id", "is_demo", "kind", "need_id", "note", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "responded_at", "responded_by_id", "starts_on", "state", "version") VALUES (NEW."accepted_amount", NEW."amount", NEW."contact_role", NEW."currency", NEW."decided_at", NEW."decided_by_id", NEW."decision_note", NEW."ends_on", NEW."id", NEW."is_demo", NEW."kind", NEW."need_id", NEW."note", NEW."organisation_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."programme_id", NEW."responded_at", NEW."responded_by_id", NEW."starts_on", NEW."state", NEW."version"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_delete_b98ad AFTER DELETE ON "partners_response" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_delete_b98ad();
    BEGIN WITH changed AS (TABLE old_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT need_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_insert_d22f8 AFTER INSERT ON "partners_response" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_insert_d22f8();
    BEGIN WITH changed AS (TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT need_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_update_9135f AFTER UPDATE ON "partners_response" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_update_9135f();
    BEGIN WITH changed AS (TABLE old_rows UNION ALL TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT need_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_f6ab0 BEFORE DELETE ON "partners_response" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_f6ab0();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_1caed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_response" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_1caed();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_18620 AFTER UPDATE ON "partners_response" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_18620();
    BEGIN INSERT INTO "partners_responseevent" ("accepted_amount", "amount", "contact_role", "currency", "decided_at", "decided_by_id", "decision_note", "ends_on", "id", "is_demo", "kind", "need_id", "note", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "responded_at", "responded_by_id", "starts_on", "state", "version") VALUES (NEW."accepted_amount", NEW."amount", NEW."contact_role", NEW."currency", NEW."decided_at", NEW."decided_by_id", NEW."decision_note", NEW."ends_on", NEW."id", NEW."is_demo", NEW."kind", NEW."need_id", NEW."note", NEW."organisation_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."programme_id", NEW."responded_at", NEW."responded_by_id", NEW."starts_on", NEW."state", NEW."version"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_insert_insert_adc07 AFTER INSERT ON "partners_responsecomponent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_adc07();
    BEGIN INSERT INTO "partners_responsecomponentevent" ("accepted_quantity", "component_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "response_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."accepted_quantity", NEW."component_id", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."quantity", NEW."response_id", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_delete_d9d55 AFTER DELETE ON "partners_responsecomponent" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_delete_d9d55();
    BEGIN WITH changed AS (TABLE old_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT need_id FROM partners_response WHERE id IN (SELECT response_id FROM changed)) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_insert_8f4b5 AFTER INSERT ON "partners_responsecomponent" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_insert_8f4b5();
    BEGIN WITH changed AS (TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT need_id FROM partners_response WHERE id IN (SELECT response_id FROM changed)) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_need_coverage_update_c94a0 AFTER UPDATE ON "partners_responsecomponent" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_need_coverage_update_c94a0();
    BEGIN WITH changed AS (TABLE old_rows UNION ALL TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'need-coverage', found.key, pg_current_xact_id()::text::bigint FROM (SELECT need_id FROM partners_response WHERE id IN (SELECT response_id FROM changed)) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_ae027 BEFORE DELETE ON "partners_responsecomponent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_ae027();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_8c648 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_responsecomponent" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_8c648();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_2adf2 AFTER UPDATE ON "partners_responsecomponent" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_2adf2();
    BEGIN INSERT INTO "partners_responsecomponentevent" ("accepted_quantity", "component_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quantity", "response_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."accepted_quantity", NEW."component_id", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."quantity", NEW."response_id", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_aa781 BEFORE UPDATE OR DELETE ON "partners_responsecomponentevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_aa781();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_append_only_e0f79 BEFORE UPDATE OR DELETE ON "partners_responseevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_e0f79();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_4c627 AFTER INSERT ON "partners_responsemessage" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_4c627();
    BEGIN INSERT INTO "partners_responsemessageevent" ("id", "is_demo", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "response_id", "side", "text", "written_at", "written_by_id") VALUES (NEW."id", NEW."is_demo", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."response_id", NEW."side", NEW."text", NEW."written_at", NEW."written_by_id"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_1769e BEFORE DELETE ON "partners_responsemessage" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_1769e();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_844fd AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_responsemessage" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_844fd();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_74b7f AFTER UPDATE ON "partners_responsemessage" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_74b7f();
    BEGIN INSERT INTO "partners_responsemessageevent" ("id", "is_demo", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "response_id", "side", "text", "written_at", "written_by_id") VALUES (NEW."id", NEW."is_demo", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."response_id", NEW."side", NEW."text", NEW."written_at", NEW."written_by_id"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_c463f BEFORE UPDATE OR DELETE ON "partners_responsemessageevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_c463f();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_8bcb7 AFTER INSERT ON "partners_responsereading" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_8bcb7();
    BEGIN INSERT INTO "partners_responsereadingevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_until", "response_id", "side") VALUES (NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."read_until", NEW."response_id", NEW."side"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_3ee73 BEFORE DELETE ON "partners_responsereading" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_3ee73();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_4662b AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_responsereading" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_4662b();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_32e84 AFTER UPDATE ON "partners_responsereading" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_32e84();
    BEGIN INSERT INTO "partners_responsereadingevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_until", "response_id", "side") VALUES (NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."read_until", NEW."response_id", NEW."side"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_cc3b6 BEFORE UPDATE OR DELETE ON "partners_responsereadingevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_cc3b6();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_d18f2 AFTER INSERT ON "partners_roundinvitation" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_d18f2();
    BEGIN INSERT INTO "partners_roundinvitationevent" ("id", "invited_at", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "round_id") VALUES (NEW."id", NEW."invited_at", NEW."organisation_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."round_id"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_02a4e BEFORE DELETE ON "partners_roundinvitation" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_02a4e();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_524a7 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_roundinvitation" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_524a7();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_f874a AFTER UPDATE ON "partners_roundinvitation" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_f874a();
    BEGIN INSERT INTO "partners_roundinvitationevent" ("id", "invited_at", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "round_id") VALUES (NEW."id", NEW."invited_at", NEW."organisation_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."round_id"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_d3020 BEFORE UPDATE OR DELETE ON "partners_roundinvitationevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_d3020();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_c7519 AFTER INSERT ON "partners_roundneed" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_c7519();
    BEGIN INSERT INTO "partners_roundneedevent" ("id", "need_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "round_id") VALUES (NEW."id", NEW."need_id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."round_id"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_34fbd BEFORE DELETE ON "partners_roundneed" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_34fbd();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_f1229 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_roundneed" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_f1229();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_eebe4 AFTER UPDATE ON "partners_roundneed" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_eebe4();
    BEGIN INSERT INTO "partners_roundneedevent" ("id", "need_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "round_id") VALUES (NEW."id", NEW."need_id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."round_id"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_e85b3 BEFORE UPDATE OR DELETE ON "partners_roundneedevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_e85b3();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_7d9e8 AFTER INSERT ON "partners_roundreminder" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_7d9e8();
    BEGIN INSERT INTO "partners_roundreminderevent" ("id", "invitation_id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reply_by", "sent_at") VALUES (NEW."id", NEW."invitation_id", NEW."kind", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reply_by", NEW."sent_at"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_e7d74 BEFORE DELETE ON "partners_roundreminder" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_e7d74();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_9eaef AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "partners_roundreminder" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_9eaef();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_27f57 AFTER UPDATE ON "partners_roundreminder" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_27f57();
    BEGIN INSERT INTO "partners_roundreminderevent" ("id", "invitation_id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reply_by", "sent_at") VALUES (NEW."id", NEW."invitation_id", NEW."kind", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reply_by", NEW."sent_at"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_a1a48 BEFORE UPDATE OR DELETE ON "partners_roundreminderevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_a1a48();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_f131c AFTER INSERT ON "roadmap_action" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_f131c();
    BEGIN INSERT INTO "roadmap_actionevent" ("due_on", "goal_id", "id", "is_demo", "kpi", "lead", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "source_date", "source_title", "source_url", "starts_on", "title", "verified") VALUES (NEW."due_on", NEW."goal_id", NEW."id", NEW."is_demo", NEW."kpi", NEW."lead", NEW."number", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."starts_on", NEW."title", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_3faaa BEFORE DELETE ON "roadmap_action" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_3faaa();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_d01d2 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "roadmap_action" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_d01d2();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_8042b AFTER UPDATE ON "roadmap_action" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_8042b();
    BEGIN INSERT INTO "roadmap_actionevent" ("due_on", "goal_id", "id", "is_demo", "kpi", "lead", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "source_date", "source_title", "source_url", "starts_on", "title", "verified") VALUES (NEW."due_on", NEW."goal_id", NEW."id", NEW."is_demo", NEW."kpi", NEW."lead", NEW."number", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."starts_on", NEW."title", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_c8441 BEFORE UPDATE OR DELETE ON "roadmap_actionevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_c8441();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_ad614 AFTER INSERT ON "roadmap_actionrating" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_ad614();
    BEGIN INSERT INTO "roadmap_actionratingevent" ("action_id", "cleared_at", "cleared_by_id", "country_id", "created_at", "created_by_id", "disclosure", "edited_at", "edited_by_id", "evidence", "evidence_url", "id", "is_demo", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rated_by", "rated_on", "rating", "return_note", "returned_at", "returned_by_id", "state", "submitted_at", "submitted_by_id", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."action_id", NEW."cleared_at", NEW."cleared_by_id", NEW."country_id", NEW."created_at", NEW."created_by_id", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."evidence", NEW."evidence_url", NEW."id", NEW."is_demo", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."rated_by", NEW."rated_on", NEW."rating", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_234a9 BEFORE DELETE ON "roadmap_actionrating" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_234a9();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_76086 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "roadmap_actionrating" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_76086();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_078b6 AFTER UPDATE ON "roadmap_actionrating" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_078b6();
    BEGIN INSERT INTO "roadmap_actionratingevent" ("action_id", "cleared_at", "cleared_by_id", "country_id", "created_at", "created_by_id", "disclosure", "edited_at", "edited_by_id", "evidence", "evidence_url", "id", "is_demo", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rated_by", "rated_on", "rating", "return_note", "returned_at", "returned_by_id", "state", "submitted_at", "submitted_by_id", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."action_id", NEW."cleared_at", NEW."cleared_by_id", NEW."country_id", NEW."created_at", NEW."created_by_id", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."evidence", NEW."evidence_url", NEW."id", NEW."is_demo", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."rated_by", NEW."rated_on", NEW."rating", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_1dac2 BEFORE UPDATE OR DELETE ON "roadmap_actionratingevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_1dac2();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_071f1 AFTER INSERT ON "roadmap_commitment" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_071f1();
    BEGIN INSERT INTO "roadmap_commitmentevent" ("code", "framework_id", "head", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "priority_id", "reference_digest", "source_date", "source_title", "source_url", "title", "verified") VALUES (NEW."code", NEW."framework_id", NEW."head", NEW."id", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."position", NEW."priority_id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."title", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_d2e6d BEFORE DELETE ON "roadmap_commitment" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_d2e6d();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_deb15 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "roadmap_commitment" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_deb15();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_16a2a AFTER UPDATE ON "roadmap_commitment" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_16a2a();
    BEGIN INSERT INTO "roadmap_commitmentevent" ("code", "framework_id", "head", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "priority_id", "reference_digest", "source_date", "source_title", "source_url", "title", "verified") VALUES (NEW."code", NEW."framework_id", NEW."head", NEW."id", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."position", NEW."priority_id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."title", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_af4f2 BEFORE UPDATE OR DELETE ON "roadmap_commitmentevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_af4f2();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_c26e9 AFTER INSERT ON "roadmap_commitmentstep" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_c26e9();
    BEGIN INSERT INTO "roadmap_commitmentstepevent" ("cleared_at", "cleared_by_id", "commitment_id", "country_id", "created_at", "created_by_id", "disclosure", "edited_at", "edited_by_id", "id", "instrument", "is_demo", "link", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "return_note", "returned_at", "returned_by_id", "stage", "state", "submitted_at", "submitted_by_id", "taken_on", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."cleared_at", NEW."cleared_by_id", NEW."commitment_id", NEW."country_id", NEW."created_at", NEW."created_by_id", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."id", NEW."instrument", NEW."is_demo", NEW."link", NEW."note", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."stage", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."taken_on", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_9093a BEFORE DELETE ON "roadmap_commitmentstep" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_9093a();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_374df AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "roadmap_commitmentstep" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_374df();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_f35b5 AFTER UPDATE ON "roadmap_commitmentstep" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_f35b5();
    BEGIN INSERT INTO "roadmap_commitmentstepevent" ("cleared_at", "cleared_by_id", "commitment_id", "country_id", "created_at", "created_by_id", "disclosure", "edited_at", "edited_by_id", "id", "instrument", "is_demo", "link", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "return_note", "returned_at", "returned_by_id", "stage", "state", "submitted_at", "submitted_by_id", "taken_on", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."cleared_at", NEW."cleared_by_id", NEW."commitment_id", NEW."country_id", NEW."created_at", NEW."created_by_id", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."id", NEW."instrument", NEW."is_demo", NEW."link", NEW."note", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."stage", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."taken_on", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_1e951 BEFORE UPDATE OR DELETE ON "roadmap_commitmentstepevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_1e951();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_584ec AFTER INSERT ON "roadmap_countryindicator" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_584ec();
    BEGIN INSERT INTO "roadmap_countryindicatorevent" ("baseline_on", "baseline_value", "cleared_at", "cleared_by_id", "country_id", "created_at", "created_by_id", "disclosure", "edited_at", "edited_by_id", "goal_id", "id", "indicator_id", "is_demo", "not_applicable_reason", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "return_note", "returned_at", "returned_by_id", "source_date", "source_title", "source_url", "state", "submitted_at", "submitted_by_id", "target_on", "target_value", "verified", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."baseline_on", NEW."baseline_value", NEW."cleared_at", NEW."cleared_by_id", NEW."country_id", NEW."created_at", NEW."created_by_id", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."goal_id", NEW."id", NEW."indicator_id", NEW."is_demo", NEW."not_applicable_reason", NEW."note", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reference_digest", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."source_date", NEW."source_title", NEW."source_url", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."target_on", NEW."target_value", NEW."verified", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_indicator_assessment_delete_b8514 AFTER DELETE ON "roadmap_countryindicator" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_indicator_assessment_delete_b8514();
    BEGIN WITH changed AS (TABLE old_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'indicator-assessment', found.key, pg_current_xact_id()::text::bigint FROM (SELECT id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_indicator_assessment_insert_c551b AFTER INSERT ON "roadmap_countryindicator" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_indicator_assessment_insert_c551b();
    BEGIN WITH changed AS (TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'indicator-assessment', found.key, pg_current_xact_id()::text::bigint FROM (SELECT id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_indicator_assessment_update_07b91 AFTER UPDATE ON "roadmap_countryindicator" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_indicator_assessment_update_07b91();
    BEGIN WITH changed AS (TABLE old_rows UNION ALL TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'indicator-assessment', found.key, pg_current_xact_id()::text::bigint FROM (SELECT id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_89c27 BEFORE DELETE ON "roadmap_countryindicator" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_89c27();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_e650b AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "roadmap_countryindicator" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_e650b();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_f95be AFTER UPDATE ON "roadmap_countryindicator" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_f95be();
    BEGIN INSERT INTO "roadmap_countryindicatorevent" ("baseline_on", "baseline_value", "cleared_at", "cleared_by_id", "country_id", "created_at", "created_by_id", "disclosure", "edited_at", "edited_by_id", "goal_id", "id", "indicator_id", "is_demo", "not_applicable_reason", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "return_note", "returned_at", "returned_by_id", "source_date", "source_title", "source_url", "state", "submitted_at", "submitted_by_id", "target_on", "target_value", "verified", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."baseline_on", NEW."baseline_value", NEW."cleared_at", NEW."cleared_by_id", NEW."country_id", NEW."created_at", NEW."created_by_id", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."goal_id", NEW."id", NEW."indicator_id", NEW."is_demo", NEW."not_applicable_reason", NEW."note", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reference_digest", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."source_date", NEW."source_title", NEW."source_url", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."target_on", NEW."target_value", NEW."verified", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_b7533 BEFORE UPDATE OR DELETE ON "roadmap_countryindicatorevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_b7533();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_ae2f8 AFTER INSERT ON "roadmap_cycle" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_ae2f8();
    BEGIN INSERT INTO "roadmap_cycleevent" ("due_on", "id", "is_demo", "meeting", "opens_on", "period_end", "period_start", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "title") VALUES (NEW."due_on", NEW."id", NEW."is_demo", NEW."meeting", NEW."opens_on", NEW."period_end", NEW."period_start", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."status", NEW."title"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_9c3ac BEFORE DELETE ON "roadmap_cycle" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_9c3ac();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_fd267 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "roadmap_cycle" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_fd267();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_ba0ef AFTER UPDATE ON "roadmap_cycle" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_ba0ef();
    BEGIN INSERT INTO "roadmap_cycleevent" ("due_on", "id", "is_demo", "meeting", "opens_on", "period_end", "period_start", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status", "title") VALUES (NEW."due_on", NEW."id", NEW."is_demo", NEW."meeting", NEW."opens_on", NEW."period_end", NEW."period_start", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."status", NEW."title"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_001fc BEFORE UPDATE OR DELETE ON "roadmap_cycleevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_001fc();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_828ca AFTER INSERT ON "roadmap_externalprocess" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_828ca();
    BEGIN INSERT INTO "roadmap_externalprocessevent" ("as_of", "closed_on", "country_id", "date_note", "id", "incentives", "issuer", "kind", "measures", "official_url", "opened_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reference_digest", "source_date", "source_title", "source_url", "stage", "verified") VALUES (NEW."as_of", NEW."closed_on", NEW."country_id", NEW."date_note", NEW."id", NEW."incentives", NEW."issuer", NEW."kind", NEW."measures", NEW."official_url", NEW."opened_on", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."position", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."stage", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_37547 BEFORE DELETE ON "roadmap_externalprocess" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_37547();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_5c816 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "roadmap_externalprocess" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_5c816();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_24f47 AFTER UPDATE ON "roadmap_externalprocess" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_24f47();
    BEGIN INSERT INTO "roadmap_externalprocessevent" ("as_of", "closed_on", "country_id", "date_note", "id", "incentives", "issuer", "kind", "measures", "official_url", "opened_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reference_digest", "source_date", "source_title", "source_url", "stage", "verified") VALUES (NEW."as_of", NEW."closed_on", NEW."country_id", NEW."date_note", NEW."id", NEW."incentives", NEW."issuer", NEW."kind", NEW."measures", NEW."official_url", NEW."opened_on", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."position", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."stage", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_5d056 BEFORE UPDATE OR DELETE ON "roadmap_externalprocessevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_5d056();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_7f601 AFTER INSERT ON "roadmap_framework" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_7f601();
    BEGIN INSERT INTO "roadmap_frameworkevent" ("code", "description", "edition", "end_year", "id", "is_demo", "issuer", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "source_date", "source_title", "source_url", "start_year", "title", "verified") VALUES (NEW."code", NEW."description", NEW."edition", NEW."end_year", NEW."id", NEW."is_demo", NEW."issuer", NEW."kind", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."start_year", NEW."title", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_2c8d6 BEFORE DELETE ON "roadmap_framework" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_2c8d6();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_8a03f AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "roadmap_framework" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_8a03f();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_6235f AFTER UPDATE ON "roadmap_framework" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_6235f();
    BEGIN INSERT INTO "roadmap_frameworkevent" ("code", "description", "edition", "end_year", "id", "is_demo", "issuer", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "source_date", "source_title", "source_url", "start_year", "title", "verified") VALUES (NEW."code", NEW."description", NEW."edition", NEW."end_year", NEW."id", NEW."is_demo", NEW."issuer", NEW."kind", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reference_digest", NEW."source_date", NEW."source_title", NEW."source_url", NEW."start_year", NEW."title", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_c3499 BEFORE UPDATE OR DELETE ON "roadmap_frameworkevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_c3499();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_89dac AFTER INSERT ON "roadmap_goal" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_89dac();
    BEGIN INSERT INTO "roadmap_goalevent" ("aligned_with_id", "alignment_degree", "alignment_reason", "cleared_at", "cleared_by_id", "code", "country_id", "created_at", "created_by_id", "description", "disclosure", "edited_at", "edited_by_id", "framework_id", "id", "is_demo", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "priority_id", "reference_digest", "return_note", "returned_at", "returned_by_id", "source_date", "source_title", "source_url", "state", "submitted_at", "submitted_by_id", "title", "verified", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."aligned_with_id", NEW."alignment_degree", NEW."alignment_reason", NEW."cleared_at", NEW."cleared_by_id", NEW."code", NEW."country_id", NEW."created_at", NEW."created_by_id", NEW."description", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."framework_id", NEW."id", NEW."is_demo", NEW."number", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."position", NEW."priority_id", NEW."reference_digest", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."source_date", NEW."source_title", NEW."source_url", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."title", NEW."verified", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_92802 BEFORE DELETE ON "roadmap_goal" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_92802();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_e7a45 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "roadmap_goal" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_e7a45();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_a8926 AFTER UPDATE ON "roadmap_goal" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_a8926();
    BEGIN INSERT INTO "roadmap_goalevent" ("aligned_with_id", "alignment_degree", "alignment_reason", "cleared_at", "cleared_by_id", "code", "country_id", "created_at", "created_by_id", "description", "disclosure", "edited_at", "edited_by_id", "framework_id", "id", "is_demo", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "priority_id", "reference_digest", "return_note", "returned_at", "returned_by_id", "source_date", "source_title", "source_url", "state", "submitted_at", "submitted_by_id", "title", "verified", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."aligned_with_id", NEW."alignment_degree", NEW."alignment_reason", NEW."cleared_at", NEW."cleared_by_id", NEW."code", NEW."country_id", NEW."created_at", NEW."created_by_id", NEW."description", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."framework_id", NEW."id", NEW."is_demo", NEW."number", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."position", NEW."priority_id", NEW."reference_digest", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."source_date", NEW."source_title", NEW."source_url", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."title", NEW."verified", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_f41b5 BEFORE UPDATE OR DELETE ON "roadmap_goalevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_f41b5();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_6be7f AFTER INSERT ON "roadmap_indicator" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_6be7f();
    BEGIN INSERT INTO "roadmap_indicatorevent" ("accumulation", "code", "decimals", "direction", "flow_basis", "framework_id", "id", "kind", "method", "needs_cites", "number", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "priority_id", "reference_digest", "reporting_months", "source_date", "source_title", "source_url", "title", "unit", "verified") VALUES (NEW."accumulation", NEW."code", NEW."decimals", NEW."direction", NEW."flow_basis", NEW."framework_id", NEW."id", NEW."kind", NEW."method", NEW."needs_cites", NEW."number", NEW."outcome", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."position", NEW."priority_id", NEW."reference_digest", NEW."reporting_months", NEW."source_date", NEW."source_title", NEW."source_url", NEW."title", NEW."unit", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_indicator_assessment_delete_b7f35 AFTER DELETE ON "roadmap_indicator" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_indicator_assessment_delete_b7f35();
    BEGIN WITH changed AS (TABLE old_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'indicator-assessment', found.key, pg_current_xact_id()::text::bigint FROM (SELECT used.id FROM changed JOIN roadmap_countryindicator used ON used.indicator_id = changed.id) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_indicator_assessment_insert_9b56c AFTER INSERT ON "roadmap_indicator" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_indicator_assessment_insert_9b56c();
    BEGIN WITH changed AS (TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'indicator-assessment', found.key, pg_current_xact_id()::text::bigint FROM (SELECT used.id FROM changed JOIN roadmap_countryindicator used ON used.indicator_id = changed.id) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_indicator_assessment_update_f421b AFTER UPDATE ON "roadmap_indicator" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_indicator_assessment_update_f421b();
    BEGIN WITH changed AS (TABLE old_rows UNION ALL TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'indicator-assessment', found.key, pg_current_xact_id()::text::bigint FROM (SELECT used.id FROM changed JOIN roadmap_countryindicator used ON used.indicator_id = changed.id) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_bdeba BEFORE DELETE ON "roadmap_indicator" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_bdeba();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_b91d2 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "roadmap_indicator" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_b91d2();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_09406 AFTER UPDATE ON "roadmap_indicator" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_09406();
    BEGIN INSERT INTO "roadmap_indicatorevent" ("accumulation", "code", "decimals", "direction", "flow_basis", "framework_id", "id", "kind", "method", "needs_cites", "number", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "priority_id", "reference_digest", "reporting_months", "source_date", "source_title", "source_url", "title", "unit", "verified") VALUES (NEW."accumulation", NEW."code", NEW."decimals", NEW."direction", NEW."flow_basis", NEW."framework_id", NEW."id", NEW."kind", NEW."method", NEW."needs_cites", NEW."number", NEW."outcome", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."position", NEW."priority_id", NEW."reference_digest", NEW."reporting_months", NEW."source_date", NEW."source_title", NEW."source_url", NEW."title", NEW."unit", NEW."verified"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_new_version_93706 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "roadmap_indicatorassessment" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_93706();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_fb232 BEFORE UPDATE OR DELETE ON "roadmap_indicatorevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_fb232();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_88b40 AFTER INSERT ON "roadmap_milestone" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_88b40();
    BEGIN INSERT INTO "roadmap_milestoneevent" ("country_indicator_id", "id", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "value", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."country_indicator_id", NEW."id", NEW."on", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."value", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_indicator_assessment_delete_67e79 AFTER DELETE ON "roadmap_milestone" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_indicator_assessment_delete_67e79();
    BEGIN WITH changed AS (TABLE old_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'indicator-assessment', found.key, pg_current_xact_id()::text::bigint FROM (SELECT country_indicator_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_indicator_assessment_insert_a4c32 AFTER INSERT ON "roadmap_milestone" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_indicator_assessment_insert_a4c32();
    BEGIN WITH changed AS (TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'indicator-assessment', found.key, pg_current_xact_id()::text::bigint FROM (SELECT country_indicator_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_indicator_assessment_update_de48c AFTER UPDATE ON "roadmap_milestone" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_indicator_assessment_update_de48c();
    BEGIN WITH changed AS (TABLE old_rows UNION ALL TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'indicator-assessment', found.key, pg_current_xact_id()::text::bigint FROM (SELECT country_indicator_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_77b76 BEFORE DELETE ON "roadmap_milestone" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_77b76();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_649f2 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "roadmap_milestone" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_649f2();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_98fed AFTER UPDATE ON "roadmap_milestone" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_98fed();
    BEGIN INSERT INTO "roadmap_milestoneevent" ("country_indicator_id", "id", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "value", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."country_indicator_id", NEW."id", NEW."on", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."value", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_7f2a8 BEFORE UPDATE OR DELETE ON "roadmap_milestoneevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_7f2a8();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_18748 AFTER INSERT ON "roadmap_observation" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_18748();
    BEGIN INSERT INTO "roadmap_observationevent" ("cleared_at", "cleared_by_id", "correction_reason", "country_id", "country_indicator_id", "created_at", "created_by_id", "denominator", "disclosure", "edited_at", "edited_by_id", "evidence", "evidence_url", "id", "is_demo", "is_no_change", "is_provisional", "is_proxy", "note", "numerator", "origin", "period_end", "period_start", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "reported_on", "return_note", "returned_at", "returned_by_id", "source_date", "source_title", "source_url", "state", "submitted_at", "submitted_by_id", "superseded_at", "supersedes_id", "value", "verified", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."cleared_at", NEW."cleared_by_id", NEW."correction_reason", NEW."country_id", NEW."country_indicator_id", NEW."created_at", NEW."created_by_id", NEW."denominator", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."evidence", NEW."evidence_url", NEW."id", NEW."is_demo", NEW."is_no_change", NEW."is_provisional", NEW."is_proxy", NEW."note", NEW."numerator", NEW."origin", NEW."period_end", NEW."period_start", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reference_digest", NEW."reported_on", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."source_date", NEW."source_title", NEW."source_url", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."superseded_at", NEW."supersedes_id", NEW."value", NEW."verified", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_indicator_assessment_delete_d8d0d AFTER DELETE ON "roadmap_observation" REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_indicator_assessment_delete_d8d0d();
    BEGIN WITH changed AS (TABLE old_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'indicator-assessment', found.key, pg_current_xact_id()::text::bigint FROM (SELECT country_indicator_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_indicator_assessment_insert_63382 AFTER INSERT ON "roadmap_observation" REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_indicator_assessment_insert_63382();
    BEGIN WITH changed AS (TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'indicator-assessment', found.key, pg_current_xact_id()::text::bigint FROM (SELECT country_indicator_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_mark_indicator_assessment_update_ea39e AFTER UPDATE ON "roadmap_observation" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_mark_indicator_assessment_update_ea39e();
    BEGIN WITH changed AS (TABLE old_rows UNION ALL TABLE new_rows) INSERT INTO core_recount (figure, key, transaction) SELECT DISTINCT 'indicator-assessment', found.key, pg_current_xact_id()::text::bigint FROM (SELECT country_indicator_id FROM changed) AS found(key) WHERE found.key IS NOT NULL; RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_b0ed7 BEFORE DELETE ON "roadmap_observation" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_b0ed7();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_64fb2 AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "roadmap_observation" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_64fb2();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_fb85d AFTER UPDATE ON "roadmap_observation" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_fb85d();
    BEGIN INSERT INTO "roadmap_observationevent" ("cleared_at", "cleared_by_id", "correction_reason", "country_id", "country_indicator_id", "created_at", "created_by_id", "denominator", "disclosure", "edited_at", "edited_by_id", "evidence", "evidence_url", "id", "is_demo", "is_no_change", "is_provisional", "is_proxy", "note", "numerator", "origin", "period_end", "period_start", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference_digest", "reported_on", "return_note", "returned_at", "returned_by_id", "source_date", "source_title", "source_url", "state", "submitted_at", "submitted_by_id", "superseded_at", "supersedes_id", "value", "verified", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."cleared_at", NEW."cleared_by_id", NEW."correction_reason", NEW."country_id", NEW."country_indicator_id", NEW."created_at", NEW."created_by_id", NEW."denominator", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."evidence", NEW."evidence_url", NEW."id", NEW."is_demo", NEW."is_no_change", NEW."is_provisional", NEW."is_proxy", NEW."note", NEW."numerator", NEW."origin", NEW."period_end", NEW."period_start", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reference_digest", NEW."reported_on", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."source_date", NEW."source_title", NEW."source_url", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."superseded_at", NEW."supersedes_id", NEW."value", NEW."verified", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_0447c BEFORE UPDATE OR DELETE ON "roadmap_observationevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_0447c();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_insert_insert_7cdbd AFTER INSERT ON "roadmap_trajectoryproposal" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_insert_insert_7cdbd();
    BEGIN INSERT INTO "roadmap_trajectoryproposalevent" ("base_version", "cleared_at", "cleared_by_id", "content", "country_id", "country_indicator_id", "created_at", "created_by_id", "disclosure", "edited_at", "edited_by_id", "id", "is_demo", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "return_note", "returned_at", "returned_by_id", "state", "submitted_at", "submitted_by_id", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."base_version", NEW."cleared_at", NEW."cleared_by_id", NEW."content", NEW."country_id", NEW."country_indicator_id", NEW."created_at", NEW."created_by_id", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."id", NEW."is_demo", _pgh_attach_context(), NOW(), 'insert', NEW."id", NEW."reason", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_never_deleted_c9e41 BEFORE DELETE ON "roadmap_trajectoryproposal" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_never_deleted_c9e41();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME; END;

CREATE TRIGGER pgtrigger_new_version_fc22d AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "roadmap_trajectoryproposal" FOR EACH STATEMENT EXECUTE PROCEDURE pgtrigger_new_version_fc22d();
    BEGIN IF position(TG_TABLE_NAME || ' ' IN coalesce(current_setting('iwt.wrote', true), '')) = 0 THEN INSERT INTO core_tablechange ("table", mark) VALUES (TG_TABLE_NAME, hashtextextended(gen_random_uuid()::text, 0)); PERFORM set_config('iwt.wrote', coalesce(current_setting('iwt.wrote', true), '') || TG_TABLE_NAME || ' ', true); END IF; RETURN NULL; END;

CREATE TRIGGER pgtrigger_update_update_12609 AFTER UPDATE ON "roadmap_trajectoryproposal" FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE pgtrigger_update_update_12609();
    BEGIN INSERT INTO "roadmap_trajectoryproposalevent" ("base_version", "cleared_at", "cleared_by_id", "content", "country_id", "country_indicator_id", "created_at", "created_by_id", "disclosure", "edited_at", "edited_by_id", "id", "is_demo", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "return_note", "returned_at", "returned_by_id", "state", "submitted_at", "submitted_by_id", "version", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."base_version", NEW."cleared_at", NEW."cleared_by_id", NEW."content", NEW."country_id", NEW."country_indicator_id", NEW."created_at", NEW."created_by_id", NEW."disclosure", NEW."edited_at", NEW."edited_by_id", NEW."id", NEW."is_demo", _pgh_attach_context(), NOW(), 'update', NEW."id", NEW."reason", NEW."return_note", NEW."returned_at", NEW."returned_by_id", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."version", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL; END;

CREATE TRIGGER pgtrigger_append_only_d864e BEFORE UPDATE OR DELETE ON "roadmap_trajectoryproposalevent" FOR EACH ROW EXECUTE PROCEDURE pgtrigger_append_only_d864e();
    BEGIN RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME; END;
