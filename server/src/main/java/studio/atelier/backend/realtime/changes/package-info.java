/// `postgres_changes`: committed rows for whoever subscribed and may see them. A change comes from the live
/// feed, is matched with the subscriptions to its table, is checked for each distinct audience (recognised
/// policies here, all others by one query), is written as JSON once for all who may see the same, and is
/// handed to the listeners. ADR 0022.
@NullMarked
package studio.atelier.backend.realtime.changes;

import org.jspecify.annotations.NullMarked;
