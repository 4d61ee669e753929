/* Stands where compilers for other processors have no such header; neon.h has declared it all. */
