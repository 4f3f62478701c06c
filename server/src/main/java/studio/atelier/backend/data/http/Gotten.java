package studio.atelier.backend.data.http;

import org.jspecify.annotations.Nullable;

/// What a statement gave.
///
/// @param body    as the form made it
/// @param rows    how many are in the body, or were written
/// @param total   how many there are in all; null when not asked
/// @param headers what `response.headers` was set to; null for nothing
/// @param status  what `response.status` was set to; null for nothing
/// @param changed rows that an upsert found and changed
@SuppressWarnings("ArrayRecordComponent") // the bytes travel through, nobody compares them
record Gotten(
        byte[] body,
        long rows,
        @Nullable Long total,
        @Nullable String headers,
        @Nullable String status,
        long changed) {}
