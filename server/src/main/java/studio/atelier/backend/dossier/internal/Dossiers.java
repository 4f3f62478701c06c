package studio.atelier.backend.dossier.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.springframework.dao.DataAccessException;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.dossier.DossierProblem;
import studio.atelier.backend.dossier.PersonalRecords;
import studio.atelier.backend.storage.ByteSpan;
import studio.atelier.backend.storage.Storage;
import studio.atelier.backend.storage.StoredObject;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.limits.Limiter;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.json.JsonMapper;

/// Writes a person's copy of the own data: rows as JSON, a file a table, then the objects. Rows are
/// read once into
/// files
/// of a folder that goes afterwards, so that a slow reader holds no connection; objects are streamed.
/// Memory stays at
/// one
/// row and one buffer, whatever the person has. Thread-safe.
final class Dossiers {

    /// Copies made at once on this node.
    private static final int AT_ONCE_MAX = 2;

    private static final int OBJECTS_PAGE = 200;

    private final Transactions transactions;
    private final Storage storage;
    private final Audit audit;
    private final List<PersonalRecords> records;
    private final Limiter limiter;
    private final Path folder;
    private final Clock clock;
    private final Semaphore places = new Semaphore(AT_ONCE_MAX);
    private final PersonalTables tables = new PersonalTables();

    Dossiers(Rooms rooms, List<PersonalRecords> records, Limiter limiter, Path folder, Clock clock) {
        this.transactions = rooms.transactions();
        this.storage = rooms.storage();
        this.audit = rooms.audit();
        this.records = List.copyOf(records);
        this.limiter = limiter;
        this.folder = folder;
        this.clock = clock;
    }

    record Rooms(Transactions transactions, Storage storage, Audit audit) {}

    /// One file of rows, waiting to be packed.
    private record Spooled(String name, Path file, long rows) {}

    /// Takes a place and a count off the limit before the answer begins.
    ///
    /// @throws ProblemException `dossier.busy`, `limits.exceeded`, `storage.disk_full`
    Copy begin(Actor actor) {
        storage.requireRoom();
        if (!places.tryAcquire()) {
            throw DossierProblem.BUSY.problem();
        }
        try {
            limiter.check(actor.person().toString());
            return new Copy(actor);
        } catch (RuntimeException refused) {
            places.release();
            throw refused;
        }
    }

    /// A copy that was begun; close it, written or not.
    final class Copy implements AutoCloseable {

        private final Actor actor;

        private Copy(Actor actor) {
            this.actor = actor;
        }

        /// @throws IOException where the reader went away or the disk failed
        void write(OutputStream out) throws IOException {
            Path spool = Files.createTempDirectory(folder, "copy");
            try (var zip = new ZipOutputStream(out, UTF_8)) {
                List<Spooled> files = spool(spool);
                entry(zip, "manifest.json", manifest(files));
                for (Spooled each : files) {
                    zip.putNextEntry(new ZipEntry("rows/" + each.name() + ".json"));
                    Files.copy(each.file(), zip);
                    zip.closeEntry();
                }
                objects(zip);
            } finally {
                delete(spool);
            }
        }

        private List<Spooled> spool(Path spool) throws IOException {
            List<Spooled> files = new ArrayList<>();
            List<PersonalTables.Table> all = transactions.asSystem("tables of people", tables::all);
            for (PersonalTables.Table table : all) {
                Path file = spool.resolve(files.size() + ".json");
                Spooled done = table.system()
                        ? transactions.asSystem(
                                "copy of the own data",
                                tx -> rows(table.name(), file, reader -> tables.each(tx, table, actor, reader)))
                        : operators(table, file);
                if (done.rows() > 0) {
                    files.add(done);
                }
            }
            Path own = spool.resolve("audit.json");
            files.add(transactions.asSystem(
                    "copy of the own data",
                    tx -> rows("audit_log", own, reader -> audit.each(tx, actor.person(), reader))));
            for (PersonalRecords each : records) {
                Path file = spool.resolve(each.name() + ".json");
                files.add(transactions.asSystem(
                        "copy of the own data",
                        tx -> rows(each.name(), file, reader -> each.each(tx, actor.person(), reader))));
            }
            return files;
        }

        // A table of the operator's is theirs to grant: what the person may not read is not in the person's copy.
        private Spooled operators(PersonalTables.Table table, Path file) throws IOException {
            try {
                return transactions.asUser(
                        actor, tx -> rows(table.name(), file, reader -> tables.each(tx, table, actor, reader)));
            } catch (DataAccessException closed) {
                Files.deleteIfExists(file);
                return new Spooled(table.name(), file, 0);
            }
        }

        private byte[] manifest(List<Spooled> files) {
            Map<String, Object> rows = new LinkedHashMap<>();
            files.forEach(each -> rows.put(each.name(), each.rows()));
            return JsonMapper.shared()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsBytes(Map.of(
                            "person",
                            actor.person().toString(),
                            "made_at",
                            clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                            "rows",
                            rows,
                            "objects",
                            "The files lie under objects/, by bucket and name."));
        }

        private void objects(ZipOutputStream zip) throws IOException {
            List<String> missing = new ArrayList<>();
            UUID after = null;
            while (true) {
                UUID last = after;
                List<StoredObject> page = transactions.asSystem(
                        "objects of a person", tx -> storage.ofOwner(tx, actor.person(), last, OBJECTS_PAGE));
                for (StoredObject object : page) {
                    if (!packed(zip, object)) {
                        missing.add(object.bucketId() + "/" + object.name());
                    }
                    after = object.id();
                }
                if (page.size() < OBJECTS_PAGE) {
                    break;
                }
            }
            if (!missing.isEmpty()) {
                entry(zip, "missing.json", JsonMapper.shared().writeValueAsBytes(missing));
            }
        }

        private boolean packed(ZipOutputStream zip, StoredObject object) throws IOException {
            try (InputStream bytes = storage.open(object.key(), ByteSpan.ALL)) {
                zip.putNextEntry(new ZipEntry("objects/" + object.bucketId() + "/" + harmless(object.name())));
                bytes.transferTo(zip);
                zip.closeEntry();
                return true;
            } catch (ProblemException gone) {
                return false;
            }
        }

        @Override
        public void close() {
            places.release();
        }
    }

    /// A name with which no unpacking leaves its folder.
    private static String harmless(String name) {
        return name.replace('\\', '_').replaceAll("(^|/)\\.{1,2}(?=/|$)", "$1_").replaceAll("^/+", "");
    }

    private static Spooled rows(String name, Path file, Consumer<Consumer<String>> source) {
        long[] count = {0};
        try (BufferedWriter writer = Files.newBufferedWriter(file, UTF_8)) {
            writer.write('[');
            source.accept(row -> {
                try {
                    writer.write(count[0]++ == 0 ? "\n" : ",\n");
                    writer.write(row);
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
            writer.write("\n]\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return new Spooled(name, file, count[0]);
    }

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private static void delete(Path spool) throws IOException {
        try (var files = Files.list(spool)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(spool);
    }
}
