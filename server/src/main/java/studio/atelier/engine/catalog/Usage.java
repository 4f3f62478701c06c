package studio.atelier.engine.catalog;

import org.jspecify.annotations.Nullable;
import studio.atelier.platform.money.Micros;

/// What a provider says a call used; each component is null when it did not say.
///
/// @param inputTokens       all tokens in, cached ones included
/// @param cachedInputTokens part of `inputTokens`
/// @param imageInputTokens  part of `inputTokens`
/// @param outputTokens      all tokens out, those the model thought with included
/// @param reasoningTokens   part of `outputTokens`, and billed as such
/// @param images            pictures delivered
/// @param seconds           of audio or video delivered
/// @param billed            the exact amount where the provider names one
public record Usage(
        @Nullable Long inputTokens,
        @Nullable Long cachedInputTokens,
        @Nullable Long imageInputTokens,
        @Nullable Long outputTokens,
        @Nullable Long reasoningTokens,
        @Nullable Integer images,
        @Nullable Double seconds,
        @Nullable Micros billed) {

    public static final Usage UNSAID = new Usage(null, null, null, null, null, null, null);

    /// Where the tokens out are not told apart.
    public Usage(
            @Nullable Long inputTokens,
            @Nullable Long cachedInputTokens,
            @Nullable Long imageInputTokens,
            @Nullable Long outputTokens,
            @Nullable Integer images,
            @Nullable Double seconds,
            @Nullable Micros billed) {
        this(inputTokens, cachedInputTokens, imageInputTokens, outputTokens, null, images, seconds, billed);
    }

    /// @param count what the provider says of thoughts; more than all tokens out cannot be a part of them, so a
    ///     server that counts otherwise is taken as one that does not say
    public Usage withReasoning(@Nullable Long count) {
        Long part = count == null || outputTokens == null || count < 0 || count > outputTokens ? null : count;
        return new Usage(inputTokens, cachedInputTokens, imageInputTokens, outputTokens, part, images, seconds, billed);
    }

    public Usage withImages(int count) {
        return new Usage(
                inputTokens,
                cachedInputTokens,
                imageInputTokens,
                outputTokens,
                reasoningTokens,
                count,
                seconds,
                billed);
    }

    public Usage withBilled(Micros amount) {
        return new Usage(
                inputTokens,
                cachedInputTokens,
                imageInputTokens,
                outputTokens,
                reasoningTokens,
                images,
                seconds,
                amount);
    }
}
