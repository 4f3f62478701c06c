package studio.atelier.backend.realtime.channel;

import org.jspecify.annotations.Nullable;

/// What one channel may do under its token.
///
/// @param write null where nobody has asked yet
record Rights(
        boolean readBroadcast,
        boolean readPresence,
        @Nullable Write write) {

    record Write(boolean broadcast, boolean presence) {}

    /// On a public channel everything is allowed.
    static final Rights ALL = new Rights(true, true, new Write(true, true));

    boolean none() {
        return !readBroadcast && !readPresence;
    }

    /// Whether something that was readable before is not any more.
    boolean lessThan(Rights before) {
        return (before.readBroadcast && !readBroadcast) || (before.readPresence && !readPresence);
    }

    Rights with(Write found) {
        return new Rights(readBroadcast, readPresence, found);
    }
}
