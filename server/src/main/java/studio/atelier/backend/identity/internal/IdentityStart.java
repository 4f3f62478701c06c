package studio.atelier.backend.identity.internal;

import org.springframework.context.SmartLifecycle;

/// Between the database and the first request: the signing key is there, and so is the first person or the
/// code for one.
final class IdentityStart implements SmartLifecycle {

    /// After the schema, before anything that serves.
    private static final int PHASE = Integer.MIN_VALUE + 1_000;

    private final SigningKeys keys;
    private final FirstPerson firstPerson;
    private volatile boolean running;

    IdentityStart(SigningKeys keys, FirstPerson firstPerson) {
        this.keys = keys;
        this.firstPerson = firstPerson;
    }

    @Override
    public void start() {
        var _ = keys.ring();
        firstPerson.prepare();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
