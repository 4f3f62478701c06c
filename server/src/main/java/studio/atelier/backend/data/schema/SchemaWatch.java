package studio.atelier.backend.data.schema;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import studio.atelier.platform.database.Listening;

/// Listens for `NOTIFY pgrst`, which migrations send by hand and an event trigger after every change of the
/// schema, and has the catalog read anew. Thread-safe.
public final class SchemaWatch implements SmartLifecycle, Listening.Hearer {

    private static final Logger log = LoggerFactory.getLogger(SchemaWatch.class);

    private final Schema schema;
    private final Listening listening;

    public SchemaWatch(Listening.Source source, Schema schema) {
        this.schema = schema;
        this.listening = new Listening("pgrst", source, this);
    }

    @Override
    public void start() {
        listening.start();
    }

    @Override
    public boolean isRunning() {
        return listening.isRunning();
    }

    @Override
    public void stop() {
        listening.close();
    }

    @Override
    public void begun() {
        schema.forget();
    }

    @Override
    public void heard(List<String> payloads) {
        try {
            schema.reload();
        } catch (RuntimeException failure) {
            log.warn("the schema changed and could not be read; the next request tries again", failure);
            schema.forget();
        }
    }
}
