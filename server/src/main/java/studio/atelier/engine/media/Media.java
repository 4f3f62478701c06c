package studio.atelier.engine.media;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.storage.Draft;
import studio.atelier.backend.storage.NewObject;
import studio.atelier.backend.storage.Quotas;
import studio.atelier.backend.storage.StagedBlob;
import studio.atelier.backend.storage.Storage;
import studio.atelier.backend.storage.StorageProblem;
import studio.atelier.engine.media.internal.format.Damaged;
import studio.atelier.engine.media.internal.format.FileFormat;
import studio.atelier.engine.media.internal.format.Notes;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.pictures.Encoded;
import studio.atelier.platform.pictures.Smalls;
import studio.atelier.platform.problem.Problem;
import studio.atelier.platform.problem.ProblemException;

/// Results and uploads. A run calls [#stage] outside any transaction, which may take seconds and leaves
/// durable bytes, and [#keep] in the transaction that settles, which only writes rows. Between the two a
/// crash costs nothing: staged bytes that no row points to go with storage's collector. Thread-safe.
public final class Media {

    private static final int TOKEN_BYTES = 32;
    private static final int PAGE_MAX = 100;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Transactions transactions;
    private final Storage storage;
    private final Quotas quotas;
    private final Inspection inspection;
    private final MediaSettings settings;
    private final Sources sources;
    private final AssetStore assets = new AssetStore();

    Media(Transactions transactions, Stores stores, Inspection inspection, MediaSettings settings, Sources sources) {
        this.transactions = transactions;
        this.storage = stores.storage();
        this.quotas = stores.quotas();
        this.inspection = inspection;
        this.settings = settings;
        this.sources = sources;
    }

    /// Where bytes go, and how many of one owner.
    record Stores(Storage storage, Quotas quotas) {}

    /// Ids, time and chance.
    record Sources(Ids ids, Clock clock, SecureRandom random) {}

    /// Asked before something is bought that ends in files.
    ///
    /// @param tx    in its system part
    /// @param owner whose the files will be
    /// @throws ProblemException `storage.disk_full`, `storage.quota_used_up`
    public void requireRoom(Tx tx, MediaOwner owner) {
        storage.requireRoom();
        quotas.require(tx, owner.userId(), owner.orgId());
    }

    /// Reads the stream to its end, checks, measures, marks and stores it. Call it outside any transaction.
    ///
    /// @throws IOException      when the stream breaks
    /// @throws ProblemException what [MediaProblem] says of files, `storage.disk_full`,
    ///     `storage.unavailable`
    public StagedMedia stage(InputStream content, MediaHints hints) throws IOException {
        boolean upload = hints.provenance() == null;
        try (Draft received = receive(content, upload ? settings.uploadBytesMax() : settings.resultBytesMax())) {
            var inspected = inspection.inspect(received.file(), hints);
            try (Draft marked = marked(received, inspected, hints);
                    SmallDrafts smalls = received(inspected)) {
                List<Draft> drafts = new ArrayList<>(List.of(marked == null ? received : marked));
                drafts.addAll(smalls.drafts());
                return staged(hints, inspected, storage.stage(hints.owner().tenantId(), drafts));
            }
        }
    }

    private Draft receive(InputStream content, long bytesMax) throws IOException {
        try {
            return storage.receive(content, bytesMax);
        } catch (ProblemException refused) {
            if (refused.problem().code() == StorageProblem.TOO_LARGE) {
                throw Problem.of(MediaProblem.TOO_LARGE, "A file here has at most " + bytesMax + " bytes.")
                        .with("bytes_max", bytesMax)
                        .exception(refused);
            }
            throw refused;
        }
    }

    /// @return null where the file stays as it came
    private @Nullable Draft marked(Draft received, Inspection.Inspected inspected, MediaHints hints)
            throws IOException {
        Optional<Provenance> made = hints.made();
        if (made.isEmpty()) {
            return null;
        }
        try {
            Optional<InputStream> noted = Notes.write(received.file(), inspected.format(), made.get());
            if (noted.isEmpty()) {
                return null;
            }
            try (InputStream content = noted.get()) {
                return storage.receive(content, Long.MAX_VALUE);
            }
        } catch (Damaged damaged) {
            throw Problem.of(MediaProblem.UNDECODABLE, damaged.sentence()).exception(damaged);
        }
    }

    /// The drafts of thumbnail, preview and loop, closed together.
    private record SmallDrafts(List<Draft> drafts) implements AutoCloseable {
        @Override
        public void close() {
            drafts.forEach(Draft::close);
        }
    }

    private SmallDrafts received(Inspection.Inspected inspected) throws IOException {
        Smalls smalls = inspected.smalls();
        if (smalls == null) {
            return new SmallDrafts(List.of());
        }
        List<Draft> drafts = new ArrayList<>(3);
        for (Encoded small : List.of(smalls.thumbnail(), smalls.preview())) {
            drafts.add(storage.receive(small.open(), Long.MAX_VALUE));
        }
        byte[] loop = inspected.loop();
        if (loop != null) {
            drafts.add(storage.receive(new ByteArrayInputStream(loop), Long.MAX_VALUE));
        }
        return new SmallDrafts(drafts);
    }

    private StagedMedia staged(MediaHints hints, Inspection.Inspected inspected, List<StagedBlob> blobs) {
        Smalls smalls = inspected.smalls();
        Map<String, Object> metadata = new LinkedHashMap<>();
        hints.made().ifPresent(made -> {
            metadata.put("digital_source_type", made.sourceType().term());
            metadata.put("system", made.system());
            if (made.seed() != null) {
                metadata.put("seed", made.seed());
            }
        });
        return new StagedMedia(
                sources.ids().next(),
                hints.owner(),
                inspected.facts(),
                blobs.get(0),
                smalls == null ? null : blobs.get(1),
                smalls == null ? null : blobs.get(2),
                blobs.size() > 3 ? blobs.get(3) : null,
                smalls == null ? "" : smalls.thumbnail().format().mimeType(),
                metadata);
    }

    /// Makes an asset of what was staged, in the caller's transaction, which runs as the system from here
    /// on.
    ///
    /// @param generationId null for an upload
    /// @param position     place among the outputs of its generation, from 0
    public Asset keep(Tx tx, @Nullable UUID generationId, int position, StagedMedia staged) {
        Tx system = tx.asSystem("keep an asset");
        MediaFacts facts = staged.facts();
        Asset.Files files = Layout.files(staged, generationId != null);
        objects(staged, files).stream()
                .sorted(Comparator.comparing(one -> one.blob().key().sha256()))
                .forEach(one -> put(system, staged, one, files));
        var asset = new Asset(
                staged.id(),
                generationId,
                staged.owner(),
                facts,
                staged.original().sizeBytes(),
                staged.original().key().sha256(),
                files,
                token(),
                sources.clock().instant());
        assets.insert(system, asset, generationId == null ? "upload" : "generation", position, staged);
        return asset;
    }

    /// One object to be.
    private record ToPut(String name, StagedBlob blob, String mimeType) {}

    // In the order of hashes they are written, as storage stages them: the same bytes kept twice at the same
    // moment would else wait for each other.
    private static List<ToPut> objects(StagedMedia staged, Asset.Files files) {
        List<ToPut> all = new ArrayList<>(4);
        all.add(new ToPut(files.objectName(), staged.original(), staged.facts().mimeType()));
        add(all, files.thumbnailName(), staged.thumbnail(), staged.smallType());
        add(all, files.previewName(), staged.preview(), staged.smallType());
        add(all, files.loopName(), staged.loop(), FileFormat.WEBM.mimeType());
        return all;
    }

    private static void add(List<ToPut> to, @Nullable String name, @Nullable StagedBlob blob, String mimeType) {
        if (name != null && blob != null) {
            to.add(new ToPut(name, blob, mimeType));
        }
    }

    private void put(Tx tx, StagedMedia staged, ToPut one, Asset.Files files) {
        MediaOwner owner = staged.owner();
        storage.put(
                tx,
                new NewObject(
                        sources.ids().next(),
                        files.bucketId(),
                        one.name(),
                        owner.userId(),
                        owner.orgId(),
                        one.mimeType()),
                one.blob());
    }

    private String token() {
        byte[] random = new byte[TOKEN_BYTES];
        sources.random().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /// Lets staged bytes go at once. Not needed for safety: the collector would find them.
    public void discard(StagedMedia staged) {
        for (StagedBlob blob :
                new @Nullable StagedBlob[] {staged.original(), staged.thumbnail(), staged.preview(), staged.loop()}) {
            if (blob != null) {
                storage.discard(blob);
            }
        }
    }

    /// As the transaction's role sees it.
    public Optional<Asset> find(Tx tx, UUID id) {
        return assets.find(tx, id);
    }

    /// The outputs of several generations, as the transaction's role sees them, each list in order.
    public Map<UUID, List<Asset>> ofGenerations(Tx tx, Collection<UUID> generations) {
        Map<UUID, List<Asset>> result = new LinkedHashMap<>();
        if (!generations.isEmpty()) {
            for (Asset asset : assets.ofGenerations(tx, generations)) {
                UUID generation = asset.generationId();
                if (generation != null) {
                    result.computeIfAbsent(generation, _ -> new ArrayList<>(1)).add(asset);
                }
            }
        }
        return result;
    }

    /// Removes assets with their objects for good. Runs as the system: check before that the caller may.
    public void delete(Tx tx, Collection<Asset> gone) {
        for (Asset asset : gone) {
            Asset.Files files = asset.files();
            // The small ones first: the row goes with the original.
            files.smallNames().forEach(name -> storage.delete(tx, files.bucketId(), name));
            storage.delete(tx, files.bucketId(), files.objectName());
        }
    }

    /// Takes the asset's URL back and gives it another. Runs as the system: check before that the caller
    /// may.
    ///
    /// @return the new token
    public String renewToken(Tx tx, UUID id) {
        String token = token();
        assets.setToken(tx.asSystem("renew a token"), id, token);
        return token;
    }

    /// Opens by capability: who has the token may read.
    ///
    /// @return nothing for a token that never was, was taken back, or a picture that the asset does not
    ///     have
    public Optional<OpenMedia> open(String token, Variant variant) {
        if (!TOKEN.matcher(token).matches()) {
            return Optional.empty();
        }
        return transactions.asSystem(
                "open media", tx -> assets.findByToken(tx, token).flatMap(asset -> open(tx, asset, variant)));
    }

    /// Opens an asset that was found with [#find].
    public Optional<OpenMedia> open(Asset asset, Variant variant) {
        return transactions.asSystem("open media", tx -> open(tx, asset, variant));
    }

    private Optional<OpenMedia> open(Tx tx, Asset asset, Variant variant) {
        Asset.Files files = asset.files();
        String name = switch (variant) {
            case ORIGINAL -> files.objectName();
            case THUMBNAIL -> files.thumbnailName();
            case PREVIEW -> files.previewName();
            case LOOP -> files.loopName();
        };
        return name == null
                ? Optional.empty()
                : storage.find(tx, files.bucketId(), name)
                        .map(object -> new OpenMedia(asset, object, span -> storage.open(object.key(), span)));
    }

    /// Takes a file of a person's own.
    ///
    /// @throws IOException      when the stream breaks
    /// @throws ProblemException as [#stage], `storage.quota_used_up`
    public Asset upload(Actor actor, InputStream content, String declaredType) throws IOException {
        MediaOwner owner = MediaOwner.person(actor.person());
        transactions.asSystem("ask for room", tx -> {
            requireRoom(tx, owner);
            return owner;
        });
        StagedMedia staged = stage(content, MediaHints.upload(owner, declaredType));
        try {
            return transactions.asUser(actor, tx -> {
                quotas.take(tx.asSystem("take room"), owner.userId(), staged.sizeBytes());
                return keep(tx, null, 0, staged);
            });
        } catch (ProblemException refused) {
            discard(staged);
            throw refused;
        }
    }

    /// Newest first.
    ///
    /// @param before the last id of the page before; null for the first page
    /// @param limit  1 to 100
    public List<Asset> uploads(Actor actor, @Nullable UUID before, int limit) {
        return transactions.asUser(
                actor, tx -> assets.uploads(tx, actor.person(), before, Math.clamp(limit, 1, PAGE_MAX)));
    }

    /// @throws ProblemException `media.not_found`, also for what is not the caller's own or not an upload
    public void deleteUpload(Actor actor, UUID id) {
        transactions.asUser(actor, tx -> {
            Asset asset = assets.find(tx, id)
                    .filter(found -> found.owner().userId().equals(actor.userId()))
                    .filter(_ -> assets.isUpload(tx, id))
                    .orElseThrow(MediaProblem.NOT_FOUND::problem);
            delete(tx, List.of(asset));
            return null;
        });
    }
}
