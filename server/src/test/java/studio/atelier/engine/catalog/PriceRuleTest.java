package studio.atelier.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import studio.atelier.platform.money.Micros;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class PriceRuleTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void aPictureCostsBySizeAndQualityTimesTheNumberDelivered() {
        PriceSheet sheet = sheet("""
                {"kind":"image","source":"s","as_of":"2026-11-01","usd":0.20,"by":["size","quality"],
                 "table":{"1024x1024/low":0.011,"1024x1024/high":0.167}}""");
        var parameters = CatalogTest.parameters("{\"size\":\"1024x1024\",\"quality\":\"low\",\"n\":3}");

        Price held = sheet.hold(new PriceRule.Call(10, 0, parameters));

        assertThat(held.amount()).isEqualTo(Micros.of(33_000));
        assertThat(held.charge(Usage.UNSAID.withImages(2), parameters).amount()).isEqualTo(Micros.of(22_000));
        assertThat(held.charge(Usage.UNSAID, parameters).amount()).isEqualTo(Micros.of(33_000));
        var unlisted = CatalogTest.parameters("{\"size\":\"8x8\",\"quality\":\"low\"}");
        assertThat(sheet.hold(new PriceRule.Call(10, 0, unlisted)).amount()).isEqualTo(Micros.of(200_000));
    }

    @Test
    void tokensAreHeldAtTheirBoundAndChargedAsUsed() {
        PriceSheet sheet = sheet("""
                {"kind":"token","source":"s","as_of":"2026-09-22","input":2,"cached":0.1,"output":10,
                 "cache_write_factor":1.25,"output_tokens_max":128000,"picture_tokens":3000}""");
        var parameters = CatalogTest.parameters("{\"max_completion_tokens\":1000}");

        Price held = sheet.hold(new PriceRule.Call(68, 1, parameters));
        Price charged = held.charge(tokens(80, 40, 500), parameters);

        // (68 + 32 + 3000) * 2 * 1.25 + 1000 * 10, then (80 - 40) * 2 + 40 * 0.1 + 500 * 10 micro-USD
        assertThat(held.amount()).isEqualTo(Micros.of(17_750));
        assertThat(held.estimate()).isTrue();
        assertThat(charged.amount()).isEqualTo(Micros.of(5_084));
        assertThat(held.charge(Usage.UNSAID, parameters).amount()).isEqualTo(held.amount());
    }

    @Test
    void ratesBelowAMicroPerTokenAreRoundedUpOncePerLine() {
        PriceSheet sheet = sheet("""
                {"kind":"token","source":"s","as_of":"2026-09-22","input":0.10,"output":0.50,
                 "output_tokens_max":128000,
                 "above":{"input_tokens":272000,"input_factor":2,"output_factor":1.5}}""");

        assertThat(held(sheet).charge(tokens(7, 0, 3), Map.of()).amount()).isEqualTo(Micros.of(1 + 2));
        assertThat(held(sheet).charge(tokens(300_000, 0, 1_000), Map.of()).amount())
                .isEqualTo(Micros.of(60_000 + 750));
    }

    @Test
    void picturesBilledByTokensAreHeldByTheTableAndChargedByUse() {
        PriceSheet sheet = sheet("""
                {"kind":"image_tokens","source":"s","as_of":"2026-11-01","estimate":true,"text_input":5,
                 "text_cached":1.25,"image_input":8,"image_cached":2,"output":30,
                 "tokens":{"low":340,"high":7000,"auto":7000},"auto_pixels":1572864,"picture_tokens":6400}""");
        var parameters = CatalogTest.parameters("{\"size\":\"1024x1024\",\"quality\":\"low\",\"n\":2}");

        Price held = sheet.hold(new PriceRule.Call(100, 1, parameters));

        assertThat(held.amount()).isEqualTo(Micros.of(500 + 51_200 + 20_400));
        assertThat(held.charge(new Usage(30L, 10L, 20L, 600L, 2, null, null), parameters)
                        .amount())
                .isEqualTo(Micros.of(13 + 160 + 18_000));
        var auto = CatalogTest.parameters("{\"size\":\"auto\",\"quality\":\"auto\"}");
        assertThat(sheet.hold(new PriceRule.Call(0, 0, auto)).amount()).isEqualTo(Micros.of(315_000));
    }

    @Test
    void secondsAreChargedAsDelivered() {
        PriceSheet sheet = sheet("""
                {"kind":"second","source":"s","as_of":"2026-11-01","usd":0.21,"by":["resolution"],
                 "table":{"720p":0.07},"duration":"duration_seconds"}""");
        var parameters = CatalogTest.parameters("{\"resolution\":\"720p\",\"duration_seconds\":8}");

        Price held = sheet.hold(new PriceRule.Call(0, 0, parameters));

        assertThat(held.amount()).isEqualTo(Micros.of(560_000));
        assertThat(held.charge(new Usage(null, null, null, null, null, 7.5, null), parameters)
                        .amount())
                .isEqualTo(Micros.of(525_000));
    }

    @Test
    void theProvidersOwnBillWins() {
        PriceSheet sheet = sheet("{\"kind\":\"image\",\"source\":\"s\",\"as_of\":\"2026-11-01\",\"usd\":0.04}");

        assertThat(held(sheet)
                        .charge(Usage.UNSAID.withBilled(Micros.of(41_500)), Map.of())
                        .amount())
                .isEqualTo(Micros.of(41_500));
    }

    @Test
    void theLineOfTheLedgerIsEnoughToChargeBy() {
        PriceSheet sheet = sheet("{\"kind\":\"image\",\"source\":\"s\",\"as_of\":\"2026-11-01\",\"usd\":0.04}");
        String line = held(sheet).rule();

        Price fromLedger = new Price(Micros.of(40_000), false, line, java.util.List.of());

        assertThat(line).startsWith("p/m ").contains("2026-11-01").doesNotContain("\n");
        assertThat(fromLedger.charge(Usage.UNSAID.withImages(3), Map.of()).amount())
                .isEqualTo(Micros.of(120_000));
    }

    private static Price held(PriceSheet sheet) {
        return sheet.hold(new PriceRule.Call(0, 0, Map.of()));
    }

    private static Usage tokens(long in, long cached, long out) {
        return new Usage(in, cached, null, out, null, null, null);
    }

    private static PriceSheet sheet(String json) {
        JsonNode data = JSON.readTree(json);
        return PriceSheet.of("p/m", (ObjectNode) data);
    }
}
