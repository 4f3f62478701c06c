package studio.atelier.backend.realtime.channel;

import java.util.concurrent.ScheduledExecutorService;
import studio.atelier.backend.realtime.RealtimeSettings;
import studio.atelier.backend.realtime.changes.Changes;

/// What every client works with.
///
/// @param outgoing  what is said to other nodes too
/// @param presences presence messages of all clients of this node
/// @param clock runs what is due; must not be kept waiting
public record Equipment(
        RealtimeSettings settings,
        Topics topics,
        Doorman doorman,
        Policies policies,
        Stored stored,
        Changes changes,
        Counts counts,
        Outgoing outgoing,
        SharedPace presences,
        ScheduledExecutorService clock) {}
