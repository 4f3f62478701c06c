package studio.atelier.testkit.fake;

/// One purchase that is written down and not yet delivered.
///
/// @param id    of the purchase; in the pixels of its pictures too
/// @param model the name the buyer used
public record FakeSale(String id, String model, String prompt, FakeMode mode) {

    /// What an answer says about itself: long, or with every sort of letter, where that was asked for.
    public String text() {
        String words = "This is " + id + " about " + prompt;
        if (mode.is("unicode")) {
            words += " Grüße 日本 👩‍🎨 \u0000 end";
        }
        return mode.is("long") ? words + " more".repeat(FakeServer.LONG_WORDS) : words;
    }

    public int words() {
        return text().split(" ").length;
    }

    /// The same before there is a sale.
    public static int words(String prompt) {
        return new FakeSale("id", "", prompt, FakeMode.of(prompt, FakeMode.WELL)).words();
    }
}
