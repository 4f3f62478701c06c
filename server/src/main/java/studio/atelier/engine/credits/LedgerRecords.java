package studio.atelier.engine.credits;

import java.util.UUID;
import java.util.function.Consumer;
import studio.atelier.backend.dossier.PersonalRecords;
import studio.atelier.platform.database.Tx;

/// A person's transfers for the copy of the own data: the ledger knows a pseudonym only.
final class LedgerRecords implements PersonalRecords {

    private static final int ROWS_AT_ONCE = 200;

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public void each(Tx tx, UUID userId, Consumer<String> reader) {
        tx.sql("""
                        select jsonb_build_object(
                                 'id', t.id, 'kind', t.kind, 'from', d.kind, 'to', c.kind, 'amount_micros', t.amount_micros,
                                 'reason', t.reason, 'generation_id', t.reservation_id, 'created_at', t.created_at)::text as line
                        from atelier.pseudonyms p
                        join atelier.accounts a on a.holder = p.pseudonym
                        join atelier.transfers t on a.id in (t.debit_account, t.credit_account)
                        join atelier.accounts d on d.id = t.debit_account
                        join atelier.accounts c on c.id = t.credit_account
                        where p.user_id = :user
                          and (a.id = t.debit_account or d.holder is distinct from a.holder)
                        order by t.id
                        """).withFetchSize(ROWS_AT_ONCE).param("user", userId).query(row -> {
            reader.accept(row.getString("line"));
        });
    }
}
