/// What adapters share: errors of a provider mapped by a table, files on their way in and out, streams of
/// JSON, the chat dialect. Nothing here knows a provider.
@NullMarked
package studio.atelier.engine.providers.wire;

import org.jspecify.annotations.NullMarked;
