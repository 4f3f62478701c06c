package studio.atelier.testkit.fake;

/// What the fake provider sold: one line of its file.
///
/// @param id          also the `x-request-id` of the answer
/// @param kind        `chat` or `image`
/// @param pictures    how many; 0 for text
/// @param priceMicros what it cost, micro-USD
/// @param key         the last four characters of the key it was bought with
public record Purchase(
        String id, String kind, String model, String prompt, int pictures, long priceMicros, String key) {}
