# Shares, means and quartiles, for everyone and by segment, with the `survey` package:
# Rscript reference.R answers.csv questions-with-shares questions-with-means segment
suppressMessages(library(survey))
arguments <- commandArgs(TRUE)
listed <- function(place) strsplit(arguments[place], ",")[[1]]
data <- read.csv(arguments[1])
segment <- arguments[4]
design <- svydesign(ids = ~1, weights = ~weight, data = data)

say <- function(question, category, figure, value)
  cat(sprintf("%s,%s,%s,%.6f\n", question, category, figure, value), sep = "")

measure <- function(whole, category) {
  for (question in listed(2)) {
    part <- subset(whole, !is.na(whole$variables[[question]]))
    shares <- svymean(as.formula(sprintf("~factor(%s)", question)), part)
    say(question, category, sub(".*\\)", "share ", names(shares)), coef(shares))
  }
  for (question in listed(3)) {
    one <- as.formula(paste("~", question))
    part <- subset(whole, !is.na(whole$variables[[question]]))
    say(question, category, "mean", coef(svymean(one, part)))
    quartiles <- coef(svyquantile(one, part, c(0.25, 0.5, 0.75), qrule = "math", ci = FALSE))
    say(question, category, c("lower quartile", "median", "upper quartile"), quartiles)
  }
}

cat("question,category,figure,value\n")
measure(design, "")
for (category in sort(unique(data[[segment]]))) {
  measure(subset(design, design$variables[[segment]] == category), category)
}
