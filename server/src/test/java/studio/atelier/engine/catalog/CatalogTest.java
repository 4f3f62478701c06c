package studio.atelier.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.platform.money.Micros;
import studio.atelier.platform.problem.FieldFault;
import studio.atelier.platform.problem.ProblemException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CatalogTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void bundledFilesAreAllValidAndEachModelCanBePricedByDefault() {
        Catalog catalog = catalog();

        assertThat(catalog.models()).extracting(Model::id).contains("demo/demo-image", "openai/gpt-image-2");
        for (Model model : catalog.models()) {
            Map<String, JsonNode> parameters = model.withDefaults(Map.of());
            // What has no default is a file of the person's own.
            assertThat(model.faults(parameters))
                    .as(model.id())
                    .allSatisfy(fault -> assertThat(fault.code()).isEqualTo("required"));
            if (model.price().known()) {
                assertThat(model.estimate("a red kite", parameters, 0).amount().value())
                        .as(model.id())
                        .isGreaterThanOrEqualTo(model.price().rule() instanceof PriceRule.Free ? 0 : 1);
            }
        }
    }

    @Test
    void aFoundModelMakesTheOneThingOfItsProviderOrWhatItsNameSays() {
        Catalog catalog = catalog();

        assertThat(catalog.discovered("comfyui", List.of("sd15.safetensors")))
                .extracting(Model::type)
                .containsExactly(GenerationType.IMAGE);
        assertThat(catalog.discovered("ollama", List.of("llama:8b", "nomic-embed-text:latest")))
                .extracting(Model::type)
                .containsExactly(GenerationType.TEXT, GenerationType.EMBEDDING);
    }

    @Test
    void keepsTheOrderOfTheFormAndHidesWhatOnlyProgramsSend() {
        Model chat = catalog().model("openai/gpt-6.2-sol").orElseThrow();

        JsonNode form = chat.parameters().form();

        assertThat(form.path("properties").propertyNames())
                .containsExactly("reasoning_effort", "verbosity", "max_completion_tokens");
        assertThat(chat.faults(parameters("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")))
                .isEmpty();
    }

    @Test
    void reportsEveryFaultAtOnceWithPointers() {
        Model image = catalog().model("openai/gpt-image-2").orElseThrow();

        List<FieldFault> faults =
                image.faults(parameters("{\"size\":\"7x7\",\"n\":11,\"output_compression\":\"much\",\"styel\":\"x\"}"));

        assertThat(faults)
                .extracting(FieldFault::pointer, FieldFault::code)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("/parameters/size", "not_allowed"),
                        org.assertj.core.groups.Tuple.tuple("/parameters/n", "out_of_range"),
                        org.assertj.core.groups.Tuple.tuple("/parameters/output_compression", "wrong_type"),
                        org.assertj.core.groups.Tuple.tuple("/parameters/styel", "unknown"));
        assertThat(faults)
                .extracting(FieldFault::detail)
                .contains("Takes a number from 1 to 10.", "Takes a whole number.");
    }

    @Test
    void findsByFullIdByPairByAliasAndByBareName() throws IOException {
        write("twin/provider.yaml", "display_name: Twin\naliases: [zwilling]\n");
        write("twin/demo-image.yaml", "like: demo/demo-image\n");
        Catalog catalog = catalog();

        assertThat(catalog.find(null, "openai/gpt-image-2")).isInstanceOf(ModelLookup.Found.class);
        assertThat(catalog.find("OpenAI", "gpt-image-2")).isInstanceOf(ModelLookup.Found.class);
        assertThat(catalog.find("openai", "openai/gpt-image-2")).isInstanceOf(ModelLookup.Found.class);
        assertThat(catalog.find("zwilling", "demo-image")).isInstanceOf(ModelLookup.Found.class);
        assertThat(catalog.find(null, "gpt-image-2")).isInstanceOf(ModelLookup.Found.class);
        assertThat(catalog.find(null, "demo-image"))
                .isEqualTo(new ModelLookup.Ambiguous(List.of("demo/demo-image", "twin/demo-image")));
        assertThat(catalog.find("nobody", "demo-image")).isEqualTo(new ModelLookup.Unknown());
        assertThat(catalog.find(null, "gpt-image-9")).isEqualTo(new ModelLookup.Unknown());
        assertThat(catalog.canonical("Custom")).isEqualTo("openai-compatible");
    }

    @Test
    void turnsOffTheModelOfAFaultyOperatorFileAndSaysWhy() throws IOException {
        write("demo/demo-image.yaml", "display_name: Broken\ntype: sculpture\n");
        write("demo/demo-text.yaml", "not: [closed");
        Catalog catalog = catalog();

        assertThat(catalog.find("demo", "demo-image")).isInstanceOf(ModelLookup.TurnedOff.class);
        assertThat(catalog.turnedOff())
                .extracting(Catalog.TurnedOff::id)
                .containsExactlyInAnyOrder("demo/demo-image", "demo/demo-text");
        assertThat(catalog.turnedOff().getFirst().reason()).contains("price").contains("/type");
        assertThat(catalog.models())
                .extracting(Model::id)
                .contains("demo/demo-audio")
                .doesNotContain("demo/demo-image");
        assertThatThrownBy(() -> catalog.runnable("demo", "demo-image"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo(CatalogProblem.TURNED_OFF));
    }

    @Test
    void aFaultyBundledFileStopsTheStart() {
        var file = new CatalogFiles.Source("demo", "provider", "display_name: 7", false);

        assertThatThrownBy(() -> new CatalogBuilder(Map.of(file.path(), file)).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("demo/provider.yaml: /display_name");
    }

    @Test
    void refusesARetiredModelAndOneWithoutAPriceUntilAnAdminSetsACeiling() throws IOException {
        write("openai/old.yaml", "like: gpt-image-2\ndisplay_name: Old\nretires_at: 2026-11-21\n");
        Map<String, Ceiling> ceilings = new LinkedHashMap<>();
        Catalog catalog = Catalog.load(folder, () -> ceilings, CLOCK);

        assertThatThrownBy(() -> catalog.runnable("openai", "old"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo(CatalogProblem.RETIRED));
        assertThatThrownBy(() -> catalog.runnable("openai-compatible", "llama-9:70b"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo(CatalogProblem.PRICE_UNKNOWN));

        ceilings.put("openai-compatible/llama-9:70b", new Ceiling(GenerationType.TEXT, Micros.of(700)));
        Model model = catalog.runnable("openai-compatible", "llama-9:70b");
        Price held = model.estimate("hi", model.withDefaults(Map.of()), 0);

        assertThat(held.amount()).isEqualTo(Micros.of(700));
        assertThat(held.charge(Usage.UNSAID, Map.of()).amount()).isEqualTo(Micros.of(700));
        assertThat(catalog.models()).extracting(Model::id).contains("openai-compatible/llama-9:70b");
    }

    @Test
    void everyBundledAliasStandsForAModelThatRuns() throws IOException {
        Catalog catalog = catalog();
        var data = tools.jackson.dataformat.yaml.YAMLMapper.builder()
                .build()
                .readTree(CatalogTest.class.getResourceAsStream("/catalog/aliases.yaml"));

        List<Alias> aliases = OtherNames.read(data);

        assertThat(aliases).hasSizeGreaterThan(20);
        for (Alias alias : aliases) {
            String provider = alias.model().substring(0, alias.model().indexOf('/'));
            if (catalog.provider(provider).isPresent()) {
                Model model = catalog.runnable(alias.provider(), alias.name());
                assertThat(model.id()).as(alias.id()).isEqualTo(alias.model());
                assertThat(catalog.aliasesOf(model.id())).contains(alias.id());
                assertThat(catalog.warning(alias.provider(), alias.name()).orElse(""))
                        .contains(model.id());
            }
        }
    }

    @Test
    void anOldNameIsUnderstoodWithItsOldValues() {
        Catalog catalog = catalog();

        Alias alias = catalog.alias(null, "dall-e-3").orElseThrow();
        Map<String, JsonNode> now =
                alias.parameters(parameters("{\"quality\":\"hd\",\"size\":\"1792x1024\",\"style\":\"vivid\",\"n\":1}"));

        assertThat(now.keySet()).containsExactlyInAnyOrder("quality", "size", "n");
        assertThat(now.get("quality").asString()).isEqualTo("high");
        assertThat(catalog.runnable("openai", "dall-e-3").faults(now)).isEmpty();
        assertThat(catalog.alias("OpenAI", "dall-e-3")).contains(alias);
        assertThat(catalog.alias(null, "openai/dall-e-3")).contains(alias);
        assertThat(catalog.alias(null, "openai/gpt-image-2")).isEmpty();
        assertThat(catalog.warning(null, "dall-e-3").orElseThrow()).contains("was ended by its provider on 2026-05-12");
        assertThat(catalog.warning(null, "gpt-4o").orElseThrow()).contains("is ended by its provider on 2027-01-14");
    }

    @Test
    void anOperatorAddsAliasesAndARetiredModelGivesWayToOne() throws IOException {
        write("openai/old.yaml", "like: gpt-image-2\ndisplay_name: Old\nretires_at: 2026-11-20\n");
        write("openai/soon.yaml", "like: gpt-image-2\ndisplay_name: Soon\nretires_at: 2026-12-24\n");
        Files.writeString(folder.resolve("aliases.yaml"), """
                aliases:
                  - {name: old, provider: openai, model: openai/gpt-image-2}
                  - {name: dall-e-3, provider: openai, model: openai/gpt-image-2}
                  - {name: nowhere, model: nobody/nothing}
                """);
        Catalog catalog = catalog();

        assertThat(catalog.runnable("openai", "old").id()).isEqualTo("openai/gpt-image-2");
        assertThat(catalog.runnable(null, "dall-e-3").id()).isEqualTo("openai/gpt-image-2");
        assertThat(catalog.find(null, "nowhere")).isEqualTo(new ModelLookup.Unknown());
        assertThat(catalog.warning("openai", "soon").orElseThrow()).contains("2026-12-24");
        assertThat(catalog.warning("openai", "gpt-image-2")).isEmpty();
    }

    @Test
    void aFaultyFileOfAliasesOrOfARouteTurnsOffItselfOnly() throws IOException {
        Files.writeString(folder.resolve("aliases.yaml"), "aliases: [{name: x}]\n");
        write("auto/mine.yaml", "display_name: Mine\ndescription: x\ntype: image\npolicy: fixed\n");
        Catalog catalog = catalog();

        assertThat(catalog.turnedOff())
                .extracting(Catalog.TurnedOff::id)
                .containsExactlyInAnyOrder("aliases", "auto/mine");
        assertThat(catalog.route(null, "auto/mine")).isEmpty();
        assertThat(catalog.runnable(null, "dall-e-3")).isNotNull();
    }

    private Catalog catalog() {
        return Catalog.load(folder, Ceiling.Source.NONE, CLOCK);
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    static Map<String, JsonNode> parameters(String json) {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        JSON.readTree(json).properties().forEach(each -> parameters.put(each.getKey(), each.getValue()));
        return parameters;
    }
}
