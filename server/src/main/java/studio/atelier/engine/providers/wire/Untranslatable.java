package studio.atelier.engine.providers.wire;

import studio.atelier.engine.providers.Answer;
import studio.atelier.engine.providers.ProviderFailure;
import studio.atelier.engine.providers.ProviderFailure.Words;

/// A part of a request that this provider's dialect has no words for. Never leaves the adapter.
public final class Untranslatable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String sentence;

    /// @param field  where it stands, such as `messages[2].content[0]`
    /// @param reason the rest of the sentence
    public Untranslatable(String field, String reason) {
        super(null, null, false, false);
        this.sentence = field + ": " + reason;
    }

    public Answer answer() {
        return new Answer.Failed(new ProviderFailure.InvalidInput(Words.of(sentence)));
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
