package studio.atelier.platform.crypto;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import org.bouncycastle.crypto.generators.SCrypt;

/// Derives the keys that wrap data keys. scrypt takes a tenth of a second and 32 MiB on purpose, so a
/// derived key is kept for a few minutes and only two are derived at a time. Thread-safe.
final class WrapKeys {

    /// DESIGN 9: at most 5 minutes in memory, used or not.
    private static final Duration KEPT = Duration.ofMinutes(5);

    private static final int KEPT_MAX = 10_000;
    private static final int DERIVED_AT_ONCE_MAX = 2;
    private static final int COST = 1 << 15;
    private static final int BLOCK_SIZE = 8;
    private static final int PARALLEL = 1;

    private final MasterKey master;
    private final Semaphore room = new Semaphore(DERIVED_AT_ONCE_MAX);
    private final Cache<String, byte[]> kept = Caffeine.newBuilder()
            .maximumSize(KEPT_MAX)
            .expireAfterWrite(KEPT)
            // Without a scheduler an expired key would stay until the cache is touched again.
            .scheduler(Scheduler.systemScheduler())
            .build();

    WrapKeys(MasterKey master) {
        this.master = master;
    }

    /// @throws SealBroken for a version this server has no master key for
    byte[] get(String version, byte[] salt) {
        byte[] key = master.bytes(version);
        if (key == null) {
            throw new SealBroken("master key " + version + " is not here; set ATELIER_MASTER_KEY_PREVIOUS");
        }
        return kept.get(version + HexFormat.of().formatHex(salt), _ -> derive(key, salt));
    }

    private byte[] derive(byte[] key, byte[] salt) {
        room.acquireUninterruptibly();
        try {
            return SCrypt.generate(key, salt, COST, BLOCK_SIZE, PARALLEL, MasterKey.KEY_BYTES);
        } finally {
            room.release();
        }
    }
}
