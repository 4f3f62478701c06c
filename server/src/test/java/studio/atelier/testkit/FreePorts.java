package studio.atelier.testkit;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// Ports for programs that are told theirs before they start.
public final class FreePorts {

    private static final int MIN = 20_000;
    private static final int MAX = 32_000;

    private FreePorts() {}

    /// Below those that connections take for themselves, so that it is still free when the program starts, or starts
    /// again; one of many, so that test runs side by side do not choose the same.
    ///
    /// @return a port of this machine that nobody listens at now
    public static int next() {
        while (true) {
            try (var socket = new ServerSocket(ThreadLocalRandom.current().nextInt(MIN, MAX))) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // Another one, then.
                continue;
            }
        }
    }
}
