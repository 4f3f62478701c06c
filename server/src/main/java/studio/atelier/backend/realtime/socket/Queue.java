package studio.atelier.backend.realtime.socket;

import java.time.Duration;

/// What may wait for one client before it is cut, so that nobody pays for the slowest.
///
/// @param messages most messages, above zero
/// @param bytes    most bytes where more than one message waits
/// @param farewell how long a client that is cut has to hear why
public record Queue(int messages, long bytes, Duration farewell) {}
