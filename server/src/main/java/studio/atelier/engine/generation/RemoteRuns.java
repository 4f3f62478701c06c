package studio.atelier.engine.generation;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.backend.storage.ByteSpan;
import studio.atelier.engine.media.Asset;
import studio.atelier.engine.media.StagedMedia;
import studio.atelier.engine.media.Variant;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.ProviderFailure.Words;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.problem.ProblemException;

/// Runs for GPU workers: lease one, tell how far it is, upload, complete. The same rows, holds and
/// settlement as for providers; what a worker says counts only while its lease is the current one. A worker's
/// lease outlives restarts of the server. Thread-safe. Source: C27, C28, C90, C94, C96; DESIGN 3.
public final class RemoteRuns {

    private static final Logger log = LoggerFactory.getLogger(RemoteRuns.class);

    /// Sent after each commit that makes work for workers.
    static final String SIGNAL = "remote-runs";

    public static final Duration LEASE_MIN = Duration.ofSeconds(5);
    public static final Duration LEASE_MAX = Duration.ofHours(1);

    /// The provider of the catalog whose models workers run.
    public static final String PROVIDER = "workers";

    /// Files of one run at most.
    public static final int OUTPUTS_MAX = Delivery.MEDIA_MAX;

    /// Characters of the text of one run at most.
    public static final int TEXT_MAX = Delivery.TEXT_MAX;

    /// Bytes of a preview at most.
    public static final int PREVIEW_MAX = 65_536;

    private static final Set<String> PREVIEW_TYPES = Set.of("image/jpeg", "image/png", "image/webp");

    private static final Duration BURIAL = Duration.ofMinutes(1);

    private final Rooms rooms;
    private final RemoteStore store;
    private final Settlement settlement;
    private final Progress progress;
    private final int attemptsMax;

    RemoteRuns(Rooms rooms, RemoteStore store, Settlement settlement, Progress progress, int attemptsMax) {
        this.rooms = rooms;
        this.store = store;
        this.settlement = settlement;
        this.progress = progress;
        this.attemptsMax = attemptsMax;
    }

    /// A picture of a run on its way. Immutable.
    public static final class Preview {

        private final String mimeType;
        private final byte[] bytes;

        /// @param mimeType `image/jpeg`, `image/png` or `image/webp`
        /// @param bytes    at most [RemoteRuns#PREVIEW_MAX]
        /// @throws IllegalArgumentException for another type or too many bytes
        public Preview(String mimeType, byte[] bytes) {
            if (!PREVIEW_TYPES.contains(mimeType) || bytes.length > PREVIEW_MAX) {
                throw new IllegalArgumentException("a preview is a small JPEG, PNG or WebP");
            }
            this.mimeType = mimeType;
            this.bytes = bytes.clone();
        }

        public String mimeType() {
            return mimeType;
        }

        public byte[] bytes() {
            return bytes.clone();
        }
    }

    /// The next run that this worker can do. Each lease is an attempt, unless it is handed back.
    ///
    /// @param jobKinds what the worker can do
    /// @param labels   what it has; a run's labels must all be among them
    /// @param lease    how long it may be silent; clamped to [#LEASE_MIN] and [#LEASE_MAX]
    /// @return empty when nothing waits
    public Optional<RemoteLease> lease(UUID workerId, Set<String> jobKinds, Set<String> labels, Duration lease) {
        if (jobKinds.isEmpty()) {
            return Optional.empty();
        }
        var ask = new RemoteStore.Ask(workerId, jobKinds, labels, clamp(lease));
        Optional<RemoteLease> leased =
                rooms.transactions().asSystem("lease to a worker", tx -> store.lease(tx, ask, attemptsMax));
        if (leased.isPresent()) {
            rooms.failpoints().reach("remote.leased");
        }
        return leased;
    }

    /// The worker lives and goes on.
    ///
    /// @return [RemoteAnswer.Held] or [RemoteAnswer.Lost]
    public RemoteAnswer extend(RemoteTicket ticket, Duration lease) {
        return rooms.transactions()
                .asSystem("extend a worker's lease", tx -> held(store.extend(tx, ticket, clamp(lease))));
    }

    /// Tells the person who waits how far it is. Does not extend the lease.
    ///
    /// @param fraction 0 to 1; negative when unknown
    /// @return [RemoteAnswer.Held] or [RemoteAnswer.Lost]
    public RemoteAnswer progress(RemoteTicket ticket, double fraction, @Nullable Preview preview) {
        return rooms.transactions().asSystem("progress of a worker", tx -> {
            Optional<Lease> lease = store.lease(tx, ticket);
            if (lease.isEmpty() || (preview != null && !store.keepPreview(tx, ticket, preview))) {
                return new RemoteAnswer.Lost();
            }
            tx.afterCommit(() -> progress.tell(lease.get(), fraction, preview != null));
            return held(store.held(tx, ticket));
        });
    }

    /// Keeps one output durably, checked like any other result; a second upload to the same position
    /// replaces the first. It becomes an asset when the run is completed.
    ///
    /// @param position among the outputs, from 0, below [#OUTPUTS_MAX]
    /// @param mimeType what the worker says it is; the bytes decide
    /// @return [RemoteAnswer.Held] or [RemoteAnswer.Lost]
    /// @throws IOException      when the stream breaks
    /// @throws ProblemException what `media` says of files, `storage.disk_full`
    public RemoteAnswer stage(RemoteTicket ticket, int position, String mimeType, InputStream content)
            throws IOException {
        if (position < 0 || position >= OUTPUTS_MAX) {
            throw new IllegalArgumentException("a position is 0 to " + (OUTPUTS_MAX - 1));
        }
        Optional<Lease> lease = rooms.transactions().asSystem("upload of a worker", tx -> store.lease(tx, ticket));
        if (lease.isEmpty()) {
            return new RemoteAnswer.Lost();
        }
        Delivery delivery = delivery(lease.get());
        delivery.media(mimeType, content);
        StagedMedia staged = delivery.staged().getFirst();
        RemoteAnswer answer = rooms.transactions()
                .asSystem(
                        "output of a worker",
                        tx -> store.keepOutput(tx, ticket, position, staged)
                                ? held(store.held(tx, ticket))
                                : new RemoteAnswer.Lost());
        // Where the lease is lost the file is left to the collector: the same bytes may be what was delivered before.
        rooms.failpoints().reach("remote.staged");
        return answer;
    }

    /// Everything is made and uploaded: outputs become assets, the hold a charge. Said again it is answered
    /// the same.
    ///
    /// @return [RemoteAnswer.Done] with `completed`, or `failed` where nothing was delivered;
    ///     or [RemoteAnswer.Lost]
    public RemoteAnswer complete(RemoteTicket ticket, RemoteResult result) {
        return end(ticket, true, lease -> {
            Delivery delivery = delivered(lease, ticket);
            if (result.text() != null) {
                delivery.text(result.text());
            }
            if (result.data() != null) {
                delivery.data(result.data());
            }
            settlement.delivered(lease, delivery, new Outcome.Delivered(result.usage(), null, result.finishReason()));
            rooms.failpoints().reach("remote.completed");
        });
    }

    /// The worker could not do it. Nothing is charged.
    ///
    /// @param message its own words, at most 2,000 characters are kept; shown to the person
    /// @param retry   another try may work: back to the queue, with a pause, while there are attempts left
    /// @return [RemoteAnswer.Done] with `failed`, or with `pending`; or [RemoteAnswer.Lost]
    public RemoteAnswer fail(RemoteTicket ticket, String message, boolean retry) {
        Words words = Words.of(message);
        ProviderFailure failure =
                retry ? new ProviderFailure.Overloaded(words, null) : new ProviderFailure.Broken(words);
        return end(ticket, false, lease -> {
            Delivery delivery = delivered(lease, ticket);
            settlement.failed(lease, delivery, failure);
            rooms.failpoints().reach("remote.failed");
        });
    }

    /// Gives the run back untouched, as a worker does that stops; it costs no attempt.
    ///
    /// @return [RemoteAnswer.Done] with `pending`, or [RemoteAnswer.Lost]
    public RemoteAnswer handBack(RemoteTicket ticket) {
        boolean given = rooms.transactions().asSystem("hand back of a worker", tx -> {
            boolean mine = store.handBack(tx, ticket);
            if (mine) {
                rooms.signals().afterCommit(tx, SIGNAL);
            }
            return mine;
        });
        return given ? new RemoteAnswer.Done(Status.PENDING.word()) : new RemoteAnswer.Lost();
    }

    /// A file that the run works from, while the lease is the worker's.
    ///
    /// @param assetId one of [RemoteLease#references], or what a parameter names
    /// @return empty when the lease is lost, or the file is none of the run's or gone
    public Optional<Input> input(RemoteTicket ticket, UUID assetId) {
        Optional<Lease> lease = rooms.transactions().asSystem("input of a worker", tx -> store.lease(tx, ticket));
        return lease.filter(run ->
                        run.references().contains(assetId) || run.assets().containsValue(assetId))
                .flatMap(run -> rooms.transactions()
                        .asUser(Actor.person(run.userId()), tx -> rooms.media().find(tx, assetId)))
                .flatMap(this::input);
    }

    private Optional<Input> input(Asset asset) {
        return rooms.media()
                .open(asset, Variant.ORIGINAL)
                .map(open -> new Input(
                        asset.facts().mimeType(),
                        asset.sizeBytes(),
                        () -> open.open().apply(ByteSpan.ALL)));
    }

    /// @param content opened by the caller, who closes it
    public record Input(String mimeType, long sizeBytes, Opening content) {

        @FunctionalInterface
        public interface Opening {
            InputStream open() throws IOException;
        }
    }

    /// Whether the run is over because it was called off, which is why a lease may be lost.
    public boolean cancelled(UUID generationId) {
        return rooms.transactions().asSystem("word of a worker", tx -> store.cancelled(tx, generationId));
    }

    /// What waits and runs, by kind; kinds of which there is nothing are missing.
    public List<RemoteDemand> demand() {
        return rooms.transactions().asSystem("demand for workers", store::demand);
    }

    /// @param wake called on any thread whenever there may be work for workers, on whichever node it was
    ///     made; returns at once
    public void whenWork(Runnable wake) {
        rooms.signals().on(SIGNAL, wake);
    }

    /// The last picture of a run on its way, for who may see the generation.
    ///
    /// @throws ProblemException `generation.not_found`
    Optional<Preview> preview(Actor actor, UUID id) {
        rooms.transactions()
                .asUser(actor, tx -> rooms.store().find(tx, id).orElseThrow(GenerationProblem.NOT_FOUND::problem));
        return rooms.transactions().asSystem("preview", tx -> store.preview(tx, id));
    }

    /// Takes up what silent workers left: back to the queue, to this server where it was delivered, or to an
    /// end where it was tried often enough.
    ///
    /// @return how many runs may be taken again
    int tidy(long node) {
        List<Lease> exhausted = rooms.transactions()
                .asSystem("bury remote runs", tx -> store.takeExhausted(tx, node, BURIAL, attemptsMax));
        for (Lease lease : exhausted) {
            var silent = new ProviderFailure.Overloaded(Words.of("The worker fell silent."), null);
            try {
                settlement.failed(lease, delivery(lease), silent);
            } catch (LeaseLost lost) {
                log.debug("another node has said the last word on {}", lease.generationId(), lost);
            }
        }
        int freed = rooms.transactions().asSystem("rescue remote runs", tx -> store.rescue(tx, attemptsMax));
        if (freed > 0) {
            rooms.signals().send(SIGNAL);
        }
        return freed;
    }

    /// Housekeeping.
    void sweep() {
        rooms.transactions().asSystem("sweep remote outputs", tx -> {
            store.forget(tx);
            return tx;
        });
    }

    private interface Ending {
        void of(Lease lease);
    }

    /// @param forGood said again, the answer is the same only where the run is over
    private RemoteAnswer end(RemoteTicket ticket, boolean forGood, Ending ending) {
        Optional<Lease> lease = rooms.transactions().asSystem("word of a worker", tx -> store.lease(tx, ticket));
        if (lease.isPresent()) {
            try {
                ending.of(lease.get());
            } catch (LeaseLost lost) {
                return new RemoteAnswer.Lost();
            }
        }
        Function<Tx, Optional<String>> status = tx -> store.givenBy(tx, ticket, forGood);
        return rooms.transactions()
                .asSystem("word of a worker", status)
                .<RemoteAnswer>map(RemoteAnswer.Done::new)
                .orElseGet(RemoteAnswer.Lost::new);
    }

    private Delivery delivered(Lease lease, RemoteTicket ticket) {
        Delivery delivery = delivery(lease);
        rooms.transactions()
                .asSystem("outputs of a worker", tx -> store.outputs(tx, ticket))
                .forEach(delivery::take);
        return delivery;
    }

    private Delivery delivery(Lease lease) {
        return new Delivery(rooms.media(), lease, RunObserver.NONE, _ -> {});
    }

    private static RemoteAnswer held(Optional<Instant> until) {
        return until.<RemoteAnswer>map(RemoteAnswer.Held::new).orElseGet(RemoteAnswer.Lost::new);
    }

    private static Duration clamp(Duration lease) {
        if (lease.compareTo(LEASE_MIN) < 0) {
            return LEASE_MIN;
        }
        return lease.compareTo(LEASE_MAX) > 0 ? LEASE_MAX : lease;
    }
}
