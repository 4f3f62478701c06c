package studio.atelier.backend.realtime.channel;

/// Who is present: a channel of this node, or one of another.
sealed interface Attendee permits Channel, Attendee.Elsewhere {

    /// @param node   that serves it
    /// @param member its number there
    record Elsewhere(String node, long member) implements Attendee {}
}
