package studio.atelier.platform.video;

import org.jspecify.annotations.Nullable;

/// What looking at a clip gave. Neither array is changed by anybody.
///
/// @param still a PNG, at most 1600 pixels a side; null for a clip without pictures, or in a codec that is not
///     read here
/// @param loop  some seconds of it without sound, WebM; null where there is no still, or none could be made
@SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
public record Clip(ClipFacts facts, byte @Nullable [] still, byte @Nullable [] loop) {}
