package studio.atelier.platform.problem;

/// A reason to refuse a request. Each room declares its own as an enum that ends in `Problem`. A code is
/// never renamed and never used again for something else.
public interface ProblemCode {

    /// `room.reason` in snake case, such as `credits.insufficient_balance`.
    String code();

    /// HTTP status, 400 to 599.
    int status();

    /// A few words, the same for every occurrence.
    String title();

    /// One sentence that tells the caller what to do about it.
    String action();

    /// The problem with its own standing sentence as detail.
    default ProblemException problem() {
        return Problem.of(this, action()).exception();
    }

    /// @param detail the sentence for this occurrence; says what is wrong and what to do
    default ProblemException problem(String detail) {
        return Problem.of(this, detail).exception();
    }
}
