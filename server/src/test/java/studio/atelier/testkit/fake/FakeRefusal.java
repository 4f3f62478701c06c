package studio.atelier.testkit.fake;

import java.util.Arrays;
import java.util.Optional;

/// Why a fake refuses. Each provider says it in its own form.
public enum FakeRefusal {
    INVALID("400", 400, "The size is not supported."),
    KEY("401", 401, "The API key is not valid."),
    MONEY("402", 402, "The balance is exhausted."),
    FORBIDDEN("403", 403, "This key may not use the model."),
    NOT_FOUND("404", 404, "There is nothing of that name."),
    TIMEOUT("408", 408, "The request took too long."),
    CONFLICT("409", 409, "Another request changes the same thing."),
    TOO_LARGE("413", 413, "The request is too large."),
    UNPROCESSABLE("422", 422, "The value cannot be used."),
    SPEED("429", 429, "Rate limit reached."),
    QUOTA("quota", 429, "You exceeded your current quota."),
    FAULT("500", 500, "The server had an error."),
    GATEWAY("502", 502, "The server behind had an error."),
    UNAVAILABLE("503", 503, "The service is unavailable."),
    LATE("504", 504, "The server behind took too long."),
    OVERLOADED("529", 529, "Overloaded."),
    MODERATED("moderated", 400, "Rejected by the safety system."),
    /// Only at downloads.
    EXPIRED("expired", 410, "The file has expired.");

    private final String word;
    private final int status;
    private final String message;

    FakeRefusal(String word, int status, String message) {
        this.word = word;
        this.status = status;
        this.message = message;
    }

    static Optional<FakeRefusal> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }

    public int status() {
        return status;
    }

    public String message() {
        return message;
    }

    /// Whether waiting helps.
    public boolean passing() {
        return this == SPEED || this == OVERLOADED || this == UNAVAILABLE;
    }
}
