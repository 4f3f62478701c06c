package studio.atelier.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.engine.catalog.Routing.Asked;
import studio.atelier.engine.catalog.Routing.Choice;
import studio.atelier.engine.catalog.Routing.Conditions;

class RoutingTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void theCheapestThatCanRunAndThenTheNext() throws IOException {
        Catalog catalog = catalog("policy: cheapest\n");

        Choice first = next(catalog, Set.of(), _ -> true, Map.of());
        Choice second = next(catalog, Set.of(first.model().id()), _ -> true, Map.of());

        assertThat(first.model().id()).isEqualTo("house/cheap");
        assertThat(first.why()).contains("auto/mine", "the cheapest of 3");
        assertThat(second.model().id()).isEqualTo("house/middle");
        assertThat(second.why()).contains("before it bought nothing: house/cheap");
        assertThat(next(catalog, Set.of(), model -> model.id().endsWith("dear"), Map.of())
                        .model()
                        .id())
                .isEqualTo("house/dear");
    }

    @Test
    void theFastestByItsMeasuredMedian() throws IOException {
        Catalog catalog = catalog("policy: fastest\n");

        Choice choice = next(catalog, Set.of(), _ -> true, Map.of("house/dear", 700L, "house/middle", 900L));

        assertThat(choice.model().id()).isEqualTo("house/dear");
        assertThat(choice.why()).contains("700 ms");
    }

    @Test
    void theFirstHealthyInItsOrderAndTheFixedOneOnly() throws IOException {
        Catalog first = catalog("policy: first_healthy\nmodels: [house/dear, house/cheap]\n");
        assertThat(next(first, Set.of(), _ -> true, Map.of()).model().id()).isEqualTo("house/dear");
        assertThat(next(first, Set.of("house/dear"), _ -> true, Map.of())
                        .model()
                        .id())
                .isEqualTo("house/cheap");

        Catalog fixed = catalog("policy: fixed\nmodels: [house/dear, house/cheap]\n");
        assertThat(new Routing(fixed)
                        .next(
                                fixed.route("auto", "mine").orElseThrow(),
                                asked("{}"),
                                Set.of("house/dear"),
                                conditions(_ -> true, Map.of())))
                .isEmpty();
    }

    @Test
    void nothingIsChosenThatDoesNotTakeTheParameters() throws IOException {
        Catalog catalog = catalog("policy: cheapest\n");

        assertThat(new Routing(catalog)
                        .next(
                                catalog.route(null, "auto/mine").orElseThrow(),
                                asked("{\"size\":\"7x7\"}"),
                                Set.of(),
                                conditions(_ -> true, Map.of())))
                .isEmpty();
    }

    private static Choice next(Catalog catalog, Set<String> tried, Predicate<Model> can, Map<String, Long> millis) {
        return new Routing(catalog)
                .next(
                        catalog.route(null, "auto/mine").orElseThrow(),
                        asked("{}"),
                        tried,
                        conditions(model -> model.provider().equals("house") && can.test(model), millis))
                .orElseThrow();
    }

    private static Asked asked(String parameters) {
        return new Asked("a red kite", CatalogTest.parameters(parameters), 0);
    }

    private static Conditions conditions(Predicate<Model> can, Map<String, Long> millis) {
        Map<String, Long> known = new HashMap<>(millis);
        return new Conditions() {
            @Override
            public boolean canRun(Model model) {
                return can.test(model);
            }

            @Override
            public OptionalLong medianMillis(Model model) {
                Long found = known.get(model.id());
                return found == null ? OptionalLong.empty() : OptionalLong.of(found);
            }
        };
    }

    private Catalog catalog(String rest) throws IOException {
        write("house/provider.yaml", "display_name: House\n");
        for (String[] each : new String[][] {{"middle", "0.05"}, {"cheap", "0.01"}, {"dear", "0.2"}}) {
            write("house/" + each[0] + ".yaml", """
                    like: demo/demo-image
                    display_name: %s
                    price: {kind: image, usd: %s, source: a test, as_of: 2026-11-01}
                    """.formatted(each[0], each[1]));
        }
        write("auto/mine.yaml", "display_name: Mine\ndescription: A test\ntype: image\n" + rest);
        return Catalog.load(folder, Ceiling.Source.NONE, CLOCK);
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
