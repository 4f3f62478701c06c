package studio.atelier.engine.vault;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import studio.atelier.platform.settings.StartRefused;

/// At start: refuses a wrong master key, then wraps what is still under an old one, beside the work of the
/// server.
final class VaultLifecycle implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(VaultLifecycle.class);

    private final KeyRotation rotation;
    private volatile boolean running;

    VaultLifecycle(KeyRotation rotation) {
        this.rotation = rotation;
    }

    /// @throws StartRefused when stored keys are sealed under a master key this server does not have
    @Override
    public void start() {
        rotation.check();
        running = true;
        Thread.ofVirtual().name("vault-rotation").start(this::rotate);
    }

    private void rotate() {
        try {
            rotation.rewrapAll();
        } catch (RuntimeException failure) {
            log.warn("not all secrets are under the current master key yet; the next start goes on", failure);
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Right after the database, before anything opens a secret.
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 1;
    }
}
