package studio.atelier.engine.vault;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.atelier.platform.crypto.Envelope;
import studio.atelier.platform.crypto.MasterKey;
import studio.atelier.platform.crypto.SealBroken;
import studio.atelier.platform.crypto.SealedSecret;
import studio.atelier.platform.crypto.SealedTable;
import studio.atelier.platform.crypto.SealedTables;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.settings.StartRefused;

/// Wraps every sealed secret of the house anew under the current master key, row by row, while everything
/// goes on working. Walks the one list of [SealedTables]. Several nodes may do it at once, and one that is
/// stopped goes on where it was: a row says itself which key it is under. Source: E91; AMBITION 4.
public final class KeyRotation {

    private static final Logger log = LoggerFactory.getLogger(KeyRotation.class);

    private final Transactions transactions;
    private final Envelope envelope;
    private final MasterKey master;
    private final List<SealedTable> tables;

    public KeyRotation(Transactions transactions, Envelope envelope, MasterKey master, SealedTables tables) {
        this.transactions = transactions;
        this.envelope = envelope;
        this.master = master;
        this.tables = tables.all();
    }

    /// One sealed row.
    private record Row(String id, SealedSecret sealed) {}

    /// Notices a wrong master key before anything is opened or sealed with it.
    ///
    /// @throws StartRefused when rows are wrapped under a key this server does not have
    void check() {
        var missing = new TreeSet<String>();
        for (SealedTable table : tables) {
            transactions
                    .asSystem(
                            "vault check",
                            tx -> tx.sql("select distinct key_version from " + table.name())
                                    .query(String.class)
                                    .list())
                    .stream()
                    .filter(version -> !master.knows(version))
                    .forEach(missing::add);
        }
        if (!missing.isEmpty()) {
            throw new StartRefused(("Stored keys are sealed under master key %s, and this server has %s. Set"
                            + " ATELIER_MASTER_KEY to the key of before, or give it in ATELIER_MASTER_KEY_PREVIOUS.")
                    .formatted(String.join(", ", missing), master.version()));
        }
    }

    /// A row that does not open is left, named in the log, and holds nothing up.
    ///
    /// @return how many rows were wrapped anew
    public int rewrapAll() {
        int all = 0;
        for (SealedTable table : tables) {
            int rows = 0;
            Optional<Row> next = after(table, "");
            while (next.isPresent()) {
                rows += rewrap(table, next.get()) ? 1 : 0;
                next = after(table, next.get().id());
            }
            if (rows > 0) {
                log.info("{} secrets of {} are under master key {} now", rows, table.name(), master.version());
            }
            all += rows;
        }
        return all;
    }

    /// Secrets that are not under the current key: those that did not open, and those a server sealed that
    /// has not noticed the new key yet.
    public long left() {
        return tables.stream()
                .mapToLong(table -> transactions.asSystem(
                        "vault check",
                        tx -> tx.sql("select count(*) from " + table.name() + " where key_version <> :version")
                                .param("version", master.version())
                                .query(Long.class)
                                .single()))
                .sum();
    }

    private Optional<Row> after(SealedTable table, String id) {
        return transactions.asSystem("vault rotation", tx -> next(tx, table, id, ""));
    }

    /// One row, one transaction; whoever changes the key meanwhile waits for that one, or has changed it
    /// before.
    private boolean rewrap(SealedTable table, Row row) {
        try {
            // scrypt takes its time, so it is done before the row is locked.
            SealedSecret anew = envelope.rewrap(row.sealed());
            return transactions.asSystem("vault rotation", tx -> {
                boolean unchanged = next(tx, table, row.id(), " for update")
                        .filter(locked -> locked.sealed().equals(row.sealed()))
                        .isPresent();
                if (unchanged) {
                    write(tx, table, row.id(), anew);
                }
                return unchanged;
            });
        } catch (SealBroken broken) {
            log.error("the secret of {} {} cannot be wrapped anew", table.name(), row.id(), broken);
            return false;
        }
    }

    /// The first row of an old key behind this id, or with a lock that very row.
    private Optional<Row> next(Tx tx, SealedTable table, String id, String lock) {
        return tx.sql("select " + table.idName() + "::text, encrypted_key, encryption_iv, encryption_salt, wrapped_key,"
                        + " key_version from " + table.name() + " where key_version <> :version and "
                        + table.idName() + "::text " + (lock.isEmpty() ? ">" : "=") + " :id order by 1 limit 1" + lock)
                .param("version", master.version())
                .param("id", id)
                .query((row, _) -> new Row(
                        row.getString(1),
                        new SealedSecret(
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6))))
                .optional();
    }

    private static void write(Tx tx, SealedTable table, String id, SealedSecret sealed) {
        tx.sql("update " + table.name()
                        + " set encryption_salt = :salt, wrapped_key = :wrapped, key_version = :version where "
                        + table.idName() + "::text = :id")
                .param("salt", sealed.salt())
                .param("wrapped", sealed.wrappedKey())
                .param("version", sealed.keyVersion())
                .param("id", id)
                .update();
    }
}
