package studio.atelier.backend.data.http;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.data.DataSettings;
import studio.atelier.backend.data.schema.CatalogStore;
import studio.atelier.backend.data.schema.Schema;
import studio.atelier.backend.data.schema.SchemaWatch;
import studio.atelier.platform.database.Database;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.http.BodyLimit;
import studio.atelier.platform.http.ProblemDialect;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class DataWiring {

    /// A bulk insert of some ten thousand rows.
    private static final long BODY_BYTES_MAX = 16L << 20;

    @Bean
    Schema dataSchema(Transactions transactions, JsonMapper json, DataSettings settings) {
        return new Schema(new CatalogStore(transactions, json, settings.schemas())::read);
    }

    @Bean
    SchemaWatch dataSchemaWatch(Database database, Schema schema) {
        return new SchemaWatch(() -> database.owner().connect("schema"), schema);
    }

    @Bean
    ServletRegistrationBean<DataResource> dataRoutes(Engine engine, JsonMapper json) {
        return new ServletRegistrationBean<>(
                new DataResource(engine, json), DataResource.BASE, DataResource.BASE + "/*");
    }

    @Bean
    Engine dataEngine(Transactions transactions, JsonMapper json, DataSettings settings, Schema schema) {
        Runner runner = new Runner(transactions, settings, json);
        Reads reads = new Reads(runner, settings, json);
        Payloads payloads = new Payloads(json);
        return new Engine(
                schema,
                settings,
                reads,
                new Writes(runner, settings, payloads, json),
                new Calls(runner, reads, settings, payloads, json),
                new OpenApi(runner, json));
    }

    @Bean
    ProblemDialect dataDialect() {
        return new DataDialect();
    }

    @Bean
    BodyLimit dataBodyLimit() {
        return new BodyLimit("/rest/v1", BODY_BYTES_MAX);
    }
}
