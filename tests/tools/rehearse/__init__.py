"""A rehearsal of an installation past one machine, on one machine and with real parts: `make rehearse`.

Two instances of the site behind HAProxy, PgBouncer, a primary and a standby, Redis or Valkey, a store that speaks S3,
two workers. People write and read while parts are killed at moments that a seed decides, the primary among them. It
prints what happened, and fails where an acknowledged write is missing or there twice, where readers saw errors for
longer than the promotion took, or at any other time (but half an answer of a process that was killed in the midst of
it), or where anybody saw a page that was stale or somebody else's.
"""
