package studio.atelier.platform.video;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.video.ClipResult.Done;
import studio.atelier.platform.video.ClipResult.Reason;
import studio.atelier.platform.video.ClipResult.Refused;
import studio.atelier.platform.video.internal.Ffmpeg;
import studio.atelier.platform.video.internal.Programs;
import studio.atelier.platform.video.internal.Unseen;

/// Looks at clips and sounds that may come from anybody. Thread-safe; callers wait for their turn, at most
/// 60 s. The program is unpacked and tried at the first look, which takes a second once.
public final class Clips implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Clips.class);
    private static final Duration TURN_WAIT_MAX = Duration.ofSeconds(60);

    private final VideoSettings settings;
    private final Path unpacked;
    private final Semaphore turns;
    private final Lock lock = new ReentrantLock();
    private boolean sought;
    private @Nullable Ffmpeg found;

    /// @param unpacked folder for the bundled program; it is there
    public Clips(VideoSettings settings, Path unpacked) {
        this.settings = settings;
        this.unpacked = unpacked;
        this.turns = new Semaphore(settings.atOnce(), true);
    }

    /// What an operator may expect of these settings. Writes nothing.
    ///
    /// @return the program's name, or what to do
    public static ClipResult<String> foresee(VideoSettings settings) {
        try {
            return new Done<>(Programs.foresee(settings.ffmpeg()));
        } catch (Programs.Unusable unusable) {
            return new Refused<>(Reason.UNAVAILABLE, String.valueOf(unusable.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Refused<>(Reason.UNAVAILABLE, "it was not waited for");
        }
    }

    /// What is in the file, a still and a loop.
    ///
    /// @throws IOException when the file cannot be read
    public ClipResult<Clip> look(Path file, Container container) throws IOException {
        return inTurn(file, ffmpeg -> {
            ClipFacts facts = ffmpeg.facts(file, container);
            Optional<byte[]> still = ffmpeg.still(file, container, facts);
            Optional<byte[]> loop = still.isEmpty() ? still : ffmpeg.loop(file, container);
            return new Clip(facts, still.orElse(null), loop.orElse(null));
        });
    }

    /// What is in the file, by its header alone.
    ///
    /// @throws IOException when the file cannot be read
    public ClipResult<ClipFacts> facts(Path file, Container container) throws IOException {
        return inTurn(file, ffmpeg -> ffmpeg.facts(file, container));
    }

    private interface Look<T> {
        T at(Ffmpeg ffmpeg) throws Unseen, IOException, InterruptedException;
    }

    private <T> ClipResult<T> inTurn(Path file, Look<T> look) throws IOException {
        try {
            if (!turns.tryAcquire(TURN_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                return busy();
            }
            try {
                Ffmpeg ffmpeg = ffmpeg();
                return ffmpeg == null ? unavailable() : new Done<>(look.at(ffmpeg));
            } finally {
                turns.release();
            }
        } catch (Unseen unseen) {
            log.info("a clip of {} bytes was not seen: {}", Files.size(file), unseen.getMessage());
            return new Refused<>(unseen.reason(), unseen.sentence());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return busy();
        }
    }

    private @Nullable Ffmpeg ffmpeg() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!sought) {
                found = find();
                sought = true;
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Ffmpeg find() throws InterruptedException {
        try {
            Programs programs = Programs.find(settings.ffmpeg(), unpacked);
            log.info("clips are looked at by ffmpeg {} in {}", programs.version(), programs.folder());
            return new Ffmpeg(programs, settings);
        } catch (Programs.Unusable unusable) {
            log.warn("clips are kept without pictures: {}", unusable.getMessage());
            return null;
        }
    }

    private static <T> ClipResult<T> busy() {
        return new Refused<>(Reason.BUSY, "Too many clips are being looked at; try again shortly.");
    }

    private static <T> ClipResult<T> unavailable() {
        return new Refused<>(Reason.UNAVAILABLE, "Clips cannot be looked at on this server.");
    }

    /// Ends what is under way.
    @Override
    public void close() {
        lock.lock();
        try {
            if (found != null) {
                found.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
