from django.db import models


class State(models.Model):
    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=40)

    def __str__(self):
        return self.name


class District(models.Model):
    name = models.CharField(max_length=120, db_index=True)
    slug = models.SlugField(max_length=120, unique=True)
    city = models.CharField(max_length=80)
    state = models.ForeignKey(State, on_delete=models.PROTECT)
    about = models.TextField()
    students = models.PositiveIntegerField()
    joined = models.DateField()
    updated = models.DateTimeField()

    def __str__(self):
        return self.name
