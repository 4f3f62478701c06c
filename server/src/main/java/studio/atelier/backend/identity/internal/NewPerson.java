package studio.atelier.backend.identity.internal;

import tools.jackson.databind.node.ObjectNode;

/// Who wants an account.
///
/// @param data becomes `user_metadata`
record NewPerson(String email, String password, boolean admin, ObjectNode data) {

    @Override
    public String toString() {
        return "NewPerson[***]";
    }
}
