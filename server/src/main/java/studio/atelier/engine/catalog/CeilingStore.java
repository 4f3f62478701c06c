package studio.atelier.engine.catalog;

import java.util.HashMap;
import java.util.Map;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.money.Micros;

/// The ceilings of models without a price, in the database. Thread-safe.
final class CeilingStore implements Ceiling.Source {

    static final int CEILINGS_MAX = 2_000;

    private final Transactions transactions;

    CeilingStore(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Map<String, Ceiling> get() {
        return transactions.asSystem("catalog ceilings", tx -> {
            Map<String, Ceiling> all = new HashMap<>();
            tx.sql("""
                            select provider, model, generation_type, ceiling_micros
                            from atelier.model_ceilings
                            order by provider, model
                            limit :max
                            """)
                    .param("max", CEILINGS_MAX)
                    .query((row, _) -> all.put(
                            row.getString("provider") + "/" + row.getString("model"),
                            new Ceiling(
                                    GenerationType.of(row.getString("generation_type"))
                                            .orElseThrow(),
                                    Micros.of(row.getLong("ceiling_micros")))))
                    .list();
            return all;
        });
    }

    /// @return how many there are now
    long put(Tx tx, String provider, String model, Ceiling ceiling) {
        tx.sql("""
                        insert into atelier.model_ceilings (provider, model, generation_type, ceiling_micros)
                        values (:provider, :model, :type, :micros)
                        on conflict (provider, model)
                        do update set generation_type = excluded.generation_type,
                                      ceiling_micros = excluded.ceiling_micros
                        """)
                .param("provider", provider)
                .param("model", model)
                .param("type", ceiling.type().word())
                .param("micros", ceiling.amount().value())
                .update();
        return tx.sql("select count(*) from atelier.model_ceilings")
                .query(Long.class)
                .single();
    }

    boolean remove(Tx tx, String provider, String model) {
        return tx.sql("delete from atelier.model_ceilings where provider = :provider and model = :model")
                        .param("provider", provider)
                        .param("model", model)
                        .update()
                > 0;
    }
}
