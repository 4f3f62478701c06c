/// What is to be done: the tree resolved against the schema.
@NullMarked
package studio.atelier.backend.data.plan;

import org.jspecify.annotations.NullMarked;
