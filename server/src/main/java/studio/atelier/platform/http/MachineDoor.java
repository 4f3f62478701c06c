package studio.atelier.platform.http;

import studio.atelier.platform.problem.ProblemException;

/// Lets machines in that are nobody in particular for the database. A room that gives machines credentials
/// of their own offers one as a bean, and checks the credential again where it works with it. A machine is
/// counted by its own limit and not by the address it shares with others.
@FunctionalInterface
public interface MachineDoor {

    /// @param path   decoded, without query
    /// @param bearer of `Authorization: Bearer ...`
    /// @return true when it is a known machine's credential and the path is for it; the request then
    ///     goes on as nobody's
    /// @throws ProblemException `limits.exceeded`
    boolean admits(String path, String bearer);
}
