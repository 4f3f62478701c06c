package studio.atelier.engine.catalog;

import org.jspecify.annotations.Nullable;
import studio.atelier.platform.money.Micros;

/// What a provider says a call used; each component is null when it did not say.
///
/// @param inputTokens       all tokens in, cached ones included
/// @param cachedInputTokens part of `inputTokens`
/// @param imageInputTokens  part of `inputTokens`
/// @param outputTokens      all tokens out
/// @param images            pictures delivered
/// @param seconds           of audio or video delivered
/// @param billed            the exact amount where the provider names one
public record Usage(
        @Nullable Long inputTokens,
        @Nullable Long cachedInputTokens,
        @Nullable Long imageInputTokens,
        @Nullable Long outputTokens,
        @Nullable Integer images,
        @Nullable Double seconds,
        @Nullable Micros billed) {

    public static final Usage UNSAID = new Usage(null, null, null, null, null, null, null);

    public Usage withImages(int count) {
        return new Usage(inputTokens, cachedInputTokens, imageInputTokens, outputTokens, count, seconds, billed);
    }

    public Usage withBilled(Micros amount) {
        return new Usage(inputTokens, cachedInputTokens, imageInputTokens, outputTokens, images, seconds, amount);
    }
}
