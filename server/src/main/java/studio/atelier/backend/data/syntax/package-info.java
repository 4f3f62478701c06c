/// What a request says: the query string as a tree. Knows no schema.
@NullMarked
package studio.atelier.backend.data.syntax;

import org.jspecify.annotations.NullMarked;
